using System.Text;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Worker.Code;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Runtimes;

/// <summary>
/// Compiles Go code once per digest, in a sandbox of its own without a network. The build is an ordinary program: its
/// result is the binary, its logs are the compiler's output.
/// </summary>
internal sealed class GoBuild(DiskCache cache, CodeCache code, GenericPools generics)
{
    private const string BuildProgram = "/usr/local/bin/faas-go-build";
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead
        | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly SandboxShape Shape = new("go-build", NetworkAccess.None) { IsBuild = true };

    /// <exception cref="BuildException">The code does not compile.</exception>
    /// <exception cref="CodeException">The code cannot be had.</exception>
    public Task<CodeTree> GetAsync(FunctionSpec spec, ICodeSource source, CancellationToken cancellationToken)
        => cache.GetAsync(
            $"go-{(spec.CodeKind is CodeKind.Zip ? "zip" : "source")}-{spec.CodeDigest.Value}",
            (tree, token) => BuildAsync(spec, source, tree, token),
            cancellationToken);

    private async Task BuildAsync(
        FunctionSpec spec, ICodeSource source, string tree, CancellationToken cancellationToken)
    {
        using var sources = await code.GetAsync(spec.CodeDigest, spec.CodeKind, source, cancellationToken);
        var sandbox = await generics.TakeAsync(Shape, cancellationToken);
        try
        {
            sources.LinkCode(spec, sandbox.Directory.CodeDirectory);
            var binary = await CompileAsync(spec, sandbox, cancellationToken);
            await using var file = new FileStream(
                Path.Combine(tree, RuntimeProfile.ArtifactName),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = Executable,
                });
            await file.WriteAsync(binary, cancellationToken);
        }
        finally
        {
            sandbox.Kill();
        }
    }

    private static async Task<byte[]> CompileAsync(
        FunctionSpec spec, Sandbox sandbox, CancellationToken cancellationToken)
    {
        var init = new SandboxInit(
            spec.Name.Value, spec.Version, spec.MemoryMib, new Dictionary<string, string>(), null, [BuildProgram]);
        await CallAsync(
            sandbox,
            FrameType.Init,
            ProtocolMeta.Write(init, ProtocolJson.Default.SandboxInit).ToArray(),
            cancellationToken);

        var invoke = new Invoke(
            spec.VersionId, spec.VersionId, 1, (int)FunctionLimits.MaxInit.TotalMilliseconds, null, null, null);
        return await CallAsync(
            sandbox,
            FrameType.Invoke,
            ProtocolMeta.Write(invoke, ProtocolJson.Default.Invoke).ToArray(),
            cancellationToken);
    }

    private static async Task<byte[]> CallAsync(
        Sandbox sandbox, FrameType type, byte[] meta, CancellationToken cancellationToken)
    {
        var call = new AwaitedCall();
        if (!sandbox.Begin(call, type, meta, default, FunctionLimits.MaxInit))
        {
            throw new BuildException(SandboxLoss.Exited.ToFailure());
        }

        var failure = await call.Failure.WaitAsync(cancellationToken);
        return failure is null ? call.Payload : throw new BuildException(Describe(failure, call));
    }

    private static InvocationFailure Describe(InvocationFailure failure, AwaitedCall call) => failure.Kind switch
    {
        FailureKind.Exited => new InvocationFailure(
            FailureKind.BuildError,
            "CompileError",
            "The code does not compile.",
            call.Log.IsEmpty ? failure.Detail : Encoding.UTF8.GetString(call.Log)),
        FailureKind.Timeout or FailureKind.OutOfMemory => failure with
        {
            Kind = FailureKind.BuildError,
            Message = $"The compiler was killed ({failure.Type}).",
        },
        _ => failure,
    };
}
