using System.Collections.Frozen;

namespace FaaS.Domain.Functions;

public static class RuntimeNames
{
    private static readonly FrozenDictionary<string, Runtime> ByName = Enum.GetValues<Runtime>()
        .ToFrozenDictionary(runtime => runtime.Name(), StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => ByName.Keys;

    public static string Name(this Runtime runtime) => runtime switch
    {
        Runtime.Python => "python",
        Runtime.Nodejs => "nodejs",
        Runtime.Go => "go",
        _ => throw new ArgumentOutOfRangeException(nameof(runtime), runtime, "Unknown runtime."),
    };

    public static bool TryParse(string? name, out Runtime runtime)
    {
        runtime = default;
        return name is not null && ByName.TryGetValue(name, out runtime);
    }

    public static Runtime Parse(string name)
        => TryParse(name, out var runtime) ? runtime : throw new FormatException("Not the name of a runtime.");

    /// <summary>Where single-file source goes when the handler names no file.</summary>
    public static string DefaultFile(this Runtime runtime) => runtime switch
    {
        Runtime.Python => "main.py",
        Runtime.Nodejs => "index.js",
        Runtime.Go => "main.go",
        _ => throw new ArgumentOutOfRangeException(nameof(runtime), runtime, "Unknown runtime."),
    };

    public static IReadOnlyList<string> FileExtensions(this Runtime runtime) => runtime switch
    {
        Runtime.Python => [".py"],
        Runtime.Nodejs => [".js", ".mjs", ".cjs"],
        Runtime.Go => [".go"],
        _ => throw new ArgumentOutOfRangeException(nameof(runtime), runtime, "Unknown runtime."),
    };
}
