using System.Text;
using FaaS.Domain.Functions;

namespace FaaS.Api.Functions.Code;

internal static class CodeInspection
{
    public static CodeKind KindOf(ReadOnlySpan<byte> code)
        => code.StartsWith("PK\u0003\u0004"u8) || code.StartsWith("PK\u0005\u0006"u8) ? CodeKind.Zip : CodeKind.Source;

    /// <summary>Null when the code can be stored and holds the file that the handler names.</summary>
    public static CodeProblem? Inspect(
        byte[] code,
        Runtime runtime,
        Handler handler,
        CancellationToken cancellationToken)
    {
        if (KindOf(code) == CodeKind.Source)
        {
            return IsText(code) ? null : new(null, "It is neither a zip nor source text in UTF-8.");
        }

        var inspection = new ZipInspection();
        return inspection.Inspect(code, cancellationToken) ?? FindHandler(inspection.Files, runtime, handler);
    }

    private static bool IsText(ReadOnlySpan<byte> code)
        => !code.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(code);

    private static CodeProblem? FindHandler(IReadOnlyList<string> files, Runtime runtime, Handler handler)
    {
        if (runtime == Runtime.Go)
        {
            return files.Any(file => !file.Contains('/', StringComparison.Ordinal) && IsGo(file))
                ? null
                : new(handler.File, "There is no .go file at the root of the archive.");
        }

        if (files.Contains(handler.File))
        {
            return null;
        }

        var reason = new StringBuilder($"The handler {handler} starts in it, but the archive does not have it.");
        if (files.FirstOrDefault(file => file.EndsWith($"/{handler.File}", StringComparison.Ordinal)) is { } nested)
        {
            reason.Append($" It has {nested}: pack what is in the folder and not the folder itself.");
        }

        return new(handler.File, reason.ToString());
    }

    private static bool IsGo(string file) => file.EndsWith(".go", StringComparison.Ordinal);
}
