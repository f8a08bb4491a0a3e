using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>Our own programs, from the build output that this test is part of.</summary>
internal static class ProjectProcess
{
    // artifacts/bin/{project}/{configuration}/
    private static readonly string Configuration =
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private static readonly string Binaries = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));

    public static GuardedProcess Start(string project, IReadOnlyDictionary<string, string> settings)
        => GuardedProcess.Start(
            GuardedProcess.NewDirectory(project.ToLowerInvariant()),
            "TERM",
            CommandOf(project, settings));

    /// <summary>Runs it to its end; that it fails is an exception with what it said.</summary>
    public static Task RunAsync(
        string project,
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken)
        => Commands.RunAsync(cancellationToken, [.. CommandOf(project, settings), .. arguments]);

    public static string PathOf(string project) => Path.Combine(Binaries, project, Configuration, project);

    private static IEnumerable<string> CommandOf(string project, IReadOnlyDictionary<string, string> settings)
        => [
            "env",
            $"DOTNET_CONTENTROOT={Path.GetDirectoryName(PathOf(project))}",
            .. settings.Select(setting => $"{setting.Key}={setting.Value}"),
            PathOf(project),
        ];
}
