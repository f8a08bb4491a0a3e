using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>The files of <c>runtime-images/</c> that a worker is shipped with.</summary>
internal sealed class RuntimeImages(IOptions<SandboxOptions> options)
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "runtime-images");

    public string Version { get; } = options.Value.ImageVersion is { Length: > 0 } version
        ? version
        : Read(Path.Combine(Shipped, "VERSION")).Trim();

    /// <summary>The profile's JSON, or null for the daemon's own.</summary>
    public string? Seccomp { get; } = options.Value.SeccompProfile switch
    {
        SandboxOptions.DockerDefaultSeccomp => null,
        { Length: > 0 } path => Read(path),
        _ => Read(Path.Combine(Shipped, "seccomp.json")),
    };

    public string NameOf(string image) => $"{options.Value.ImagePrefix}{image}:{Version}";

    private static string Read(string path) => File.Exists(path)
        ? File.ReadAllText(path)
        : throw new InvalidOperationException(
            $"{path} is missing; set Worker:Sandbox:ImageVersion and Worker:Sandbox:SeccompProfile.");
}
