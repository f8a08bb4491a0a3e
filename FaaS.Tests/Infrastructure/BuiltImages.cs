using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure;

/// <summary>The runtime images of this source tree, brought up to date before the first test that needs one.</summary>
internal static class BuiltImages
{
    private static readonly Lazy<Task> Built = new(BuildAsync);

    public static string Folder { get; } = Path.Combine(SourceTree.Root, "runtime-images");

    public static string SeccompProfile { get; } = Path.Combine(Folder, "seccomp.json");

    public static string Version { get; } = File.ReadAllText(Path.Combine(Folder, "VERSION")).Trim();

    /// <exception cref="InvalidOperationException">Docker is missing or an image cannot be built; says why.</exception>
    public static async Task<string> EnsureAsync(string name, CancellationToken cancellationToken)
    {
        await Built.Value.WaitAsync(cancellationToken);
        return $"faas/{name}:{Version}";
    }

    private static async Task BuildAsync()
        => await Commands.RunAsync(CancellationToken.None, Path.Combine(Folder, "build.sh"));
}
