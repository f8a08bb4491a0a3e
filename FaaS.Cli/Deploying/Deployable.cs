using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Deploying;

/// <summary>What a path turned out to hold.</summary>
/// <param name="Handler">Null when nothing in the code says where it starts.</param>
/// <param name="Code">The file itself, or a zip of the folder.</param>
internal sealed record Deployable(string? Name, string? Runtime, string? Handler, byte[] Code)
{
    /// <summary>Reads a source file, a zip archive or a folder.</summary>
    /// <param name="runtime">Null to guess it.</param>
    public static Deployable Read(string path, string? runtime)
    {
        try
        {
            return Directory.Exists(path) ? ReadFolder(path, runtime) : ReadFile(path, runtime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Cannot read {path}: {exception.Message}", exception);
        }
    }

    private static Deployable ReadFile(string path, string? runtime)
    {
        var code = File.ReadAllBytes(path);
        var name = NameGuess.OfFile(path);
        var conventions = RuntimeConventions.ByName(runtime) ?? RuntimeConventions.OfFile(path);
        return conventions is null || ZipMagic.IsAt(code)
            ? new Deployable(name, runtime, null, code)
            : new Deployable(name, conventions.Name, conventions.HandlerIn(Path.GetFileName(path), code), code);
    }

    private static Deployable ReadFolder(string path, string? runtime)
    {
        var files = SourceFolder.Files(path);
        var conventions = RuntimeConventions.ByName(runtime) ?? RuntimeConventions.OfFolder(files);
        var main = conventions?.MainFile(files, path);
        var handler = main is null ? null : conventions!.HandlerIn(main, File.ReadAllBytes(Path.Combine(path, main)));
        return new Deployable(NameGuess.OfFolder(path), conventions?.Name, handler, SourceFolder.Zip(path, files));
    }
}
