using System.Collections.Concurrent;
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
    public const string Image = "go-build";

    private const int MaxKnownErrors = 64;

    private const string CompileError = "CompileError";
    private const string BuildProgram = "/usr/local/bin/faas-go-build";

    // An agent cuts what does not fit into a frame, so whatever comes close to that may be half of a program.
    private const int MaxBinaryBytes = FrameLimits.MaxBuildBodyBytes - (1024 * 1024);
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead
        | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly SandboxShape Shape = new(Image, NetworkAccess.None) { IsBuild = true };

    // The same code does not compile the next time either, however many calls wait for it.
    private readonly ConcurrentDictionary<string, InvocationFailure> _errors = new();

    /// <exception cref="BuildException">The code does not compile.</exception>
    /// <exception cref="CodeException">The code cannot be had.</exception>
    public Task<CodeTree> GetAsync(FunctionSpec spec, ICodeSource source, CancellationToken cancellationToken)
    {
        var key = $"go-{(spec.CodeKind is CodeKind.Zip ? "zip" : "source")}-{spec.CodeDigest.Value}";
        return cache.GetAsync(key, (tree, token) => BuildOnceAsync(key, spec, source, tree, token), cancellationToken);
    }

    private async Task BuildOnceAsync(
        string key, FunctionSpec spec, ICodeSource source, string tree, CancellationToken cancellationToken)
    {
        if (_errors.TryGetValue(key, out var known))
        {
            throw new BuildException(known);
        }

        try
        {
            await BuildAsync(spec, source, tree, cancellationToken);
        }
        catch (BuildException exception) when (exception.Failure.Type is CompileError)
        {
            if (_errors.Count >= MaxKnownErrors)
            {
                _errors.Clear();
            }

            _errors[key] = exception.Failure;
            throw;
        }
    }

    private async Task BuildAsync(
        FunctionSpec spec, ICodeSource source, string tree, CancellationToken cancellationToken)
    {
        using var sources = await code.GetAsync(spec.CodeDigest, spec.CodeKind, source, cancellationToken);
        var sandbox = await generics.TakeAsync(Shape, spec.FunctionId, memoryMib: null, cancellationToken);
        try
        {
            sources.LinkCode(spec, sandbox.Directory.CodeDirectory);
            var binary = await CompileAsync(spec, sandbox, cancellationToken);
            if (binary.Length > MaxBinaryBytes)
            {
                throw new BuildException(new InvocationFailure(
                    FailureKind.BuildError, "BinaryTooLarge", $"The program is over {MaxBinaryBytes >> 20} MiB.", ""));
            }

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
            throw new BuildException(CompilerLost);
        }

        var failure = await call.Failure.WaitAsync(cancellationToken);
        return failure is null ? call.Payload : throw new BuildException(Describe(failure, call));
    }

    // The agent tells when the compiler ends; when nobody tells, it is not the code's fault.
    private static InvocationFailure CompilerLost => new(
        FailureKind.PlatformError, "CompilerLost", "The sandbox of the compiler was lost.", "");

    private static InvocationFailure Describe(InvocationFailure failure, AwaitedCall call) => failure.Kind switch
    {
        FailureKind.Exited when failure.Type == SandboxLoss.Exited.Type => CompilerLost,
        FailureKind.Exited => new InvocationFailure(
            FailureKind.BuildError,
            CompileError,
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
