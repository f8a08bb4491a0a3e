using FaaS.Domain.Functions;
using FaaS.Protocol.Messages;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Runtimes;

/// <summary>What the worker has to know about one runtime.</summary>
/// <param name="Image">The last part of the name of the image that its functions run in.</param>
/// <param name="Interpreter">Runs a program's source. Null: the code is compiled first.</param>
internal sealed record RuntimeProfile(string Image, string? Interpreter)
{
    public const string ArtifactName = "function";

    private const string CodeDirectory = "/code";

    public IReadOnlyList<string> Images => IsCompiled ? [Image, GoBuild.Image] : [Image];

    public bool IsCompiled => Interpreter is null;

    public static RuntimeProfile Of(Runtime runtime) => runtime switch
    {
        Runtime.Python => new("python", "python3"),
        Runtime.Nodejs => new("nodejs", "node"),
        Runtime.Go => new("go", null),
        _ => throw new ArgumentOutOfRangeException(nameof(runtime), runtime, "Unknown runtime."),
    };

    public SandboxShape ShapeFor(NetworkAccess network) => new(Image, network);

    public SandboxInit InitOf(FunctionSpec spec) => new(
        spec.Name.Value,
        spec.Version,
        spec.MemoryMib,
        spec.Environment,
        spec.Handler is { IsProgram: false } handler ? new SandboxHandler(handler.File, handler.Function!) : null,
        spec.Handler.IsProgram ? ProgramOf(spec.Handler) : null);

    private string[] ProgramOf(Handler handler) => Interpreter is null
        ? [$"{CodeDirectory}/{ArtifactName}"]
        : [Interpreter, $"{CodeDirectory}/{handler.File}"];
}
