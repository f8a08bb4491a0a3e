using System.Text;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Worker.Code;
using FaaS.Worker.Docker;
using FaaS.Worker.Networking;
using FaaS.Worker.Runtimes;

namespace FaaS.Worker.Sandboxes;

/// <summary>Makes a generic sandbox into one function: code, limits, <c>init</c>.</summary>
internal sealed partial class SandboxPreparer(
    GenericPools generics,
    CodeCache code,
    GoBuild goBuild,
    DockerClient docker,
    WorkerMetrics metrics,
    TimeProvider timeProvider,
    ILogger<SandboxPreparer> logger)
{
    private static readonly InvocationFailure EndedAfterLoading = SandboxLoss.Exited.ToFailure() with
    {
        Message = "The function's process ended right after it had loaded.",
    };

    public async Task<Preparation> PrepareAsync(
        FunctionSpec spec, ICodeSource source, CancellationToken cancellationToken)
    {
        try
        {
            var profile = RuntimeProfile.Of(spec.Runtime);
            using var tree = profile.IsCompiled
                ? await goBuild.GetAsync(spec, source, cancellationToken)
                : await code.GetAsync(spec.CodeDigest, spec.CodeKind, source, cancellationToken);
            var sandbox = await generics.TakeAsync(
                profile.ShapeFor(spec.Network), spec.FunctionId, spec.MemoryMib, cancellationToken);
            return await SpecialiseAsync(sandbox, spec, profile, tree, cancellationToken);
        }
        catch (BuildException exception)
        {
            return new Preparation(null, exception.Failure);
        }
        catch (CodeException exception) when (exception.IsFaultOfCode)
        {
            Log.CodeRefused(logger, spec.Tenant, spec.Name.Value, spec.VersionId, exception.Message);
            return Failed(FailureKind.InitError, "BrokenArchive", exception.Message);
        }
        catch (SandboxCapacityException exception)
        {
            return Failed(FailureKind.NoCapacity, "NoCapacity", exception.Message);
        }
        catch (EgressRefusedException exception)
        {
            return Failed(FailureKind.PlatformError, "EgressRefused", exception.Message);
        }
        catch (OperationCanceledException)
        {
            return Failed(FailureKind.Cancelled, "Cancelled", "The worker is shutting down.");
        }
#pragma warning disable CA1031 // Whatever failed on the way here, somebody waits for an answer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.PreparationFailed(logger, spec.Name.Value, spec.VersionId, exception);
            return Failed(FailureKind.PlatformError, exception.GetType().Name, exception.Message);
        }
    }

    private async Task<Preparation> SpecialiseAsync(
        Sandbox sandbox, FunctionSpec spec, RuntimeProfile profile, CodeTree tree, CancellationToken cancellationToken)
    {
        var startedAt = timeProvider.GetTimestamp();
        InvocationFailure? failure = null;
        ExecutionStats? spent = null;
        var isReady = false;
        try
        {
            if (profile.IsCompiled)
            {
                tree.LinkInto(sandbox.Directory.CodeDirectory);
            }
            else
            {
                tree.LinkCode(spec, sandbox.Directory.CodeDirectory);
            }

            await sandbox.LimitAsync(new SandboxLimits(spec.MemoryMib, spec.Cpu), docker, cancellationToken);
            failure = await InitialiseAsync(sandbox, profile.InitOf(spec), cancellationToken);
            failure ??= sandbox.IsAlive ? null : EndedAfterLoading;
            isReady = failure is null;

            // Before its accounts go with it.
            spent = isReady ? null : SpentBy(sandbox, timeProvider.GetElapsedTime(startedAt));
        }
        finally
        {
            if (!isReady)
            {
                sandbox.Kill();
            }
        }

        if (failure is not null)
        {
            Report(spec, sandbox, failure);
            return new Preparation(null, failure, spent);
        }

        // What loading took is not the first call's.
        sandbox.Meter.Read();
        sandbox.PreparedAt = timeProvider.GetTimestamp();
        sandbox.Init = timeProvider.GetElapsedTime(startedAt, sandbox.PreparedAt);
        metrics.Initialised(spec.Runtime, sandbox.Init);
        return new Preparation(sandbox, null);
    }

    private static async Task<InvocationFailure?> InitialiseAsync(
        Sandbox sandbox, SandboxInit init, CancellationToken cancellationToken)
    {
        var call = new AwaitedCall();
        var meta = ProtocolMeta.Write(init, ProtocolJson.Default.SandboxInit);
        if (!sandbox.Begin(call, FrameType.Init, meta, default, FunctionLimits.MaxInit))
        {
            return SandboxLoss.Exited.ToFailure() with { Kind = FailureKind.PlatformError };
        }

        var failure = await call.Failure.WaitAsync(cancellationToken);
        failure = failure is { Kind: FailureKind.Timeout }
            ? failure with { Message = $"The function did not load within {FunctionLimits.MaxInit.TotalSeconds} s." }
            : failure;
        return failure is null || call.Log.IsEmpty
            ? failure
            : failure with { Detail = Joined(failure.Detail, Encoding.UTF8.GetString(call.Log)) };
    }

    // There is no invocation yet whose log it could be.
    private static string Joined(string detail, string printed)
        => $"{detail}{(detail is "" || detail.EndsWith('\n') ? "" : "\n")}Printed while it was loaded:\n{printed}";

    private static ExecutionStats SpentBy(Sandbox sandbox, TimeSpan init)
    {
        var (cpu, peakMemoryBytes) = sandbox.Meter.Read();
        var traffic = sandbox.Meter.ReadTraffic();
        return ExecutionStats.None with
        {
            Cold = true,
            Init = init,
            Cpu = cpu,
            PeakMemoryBytes = peakMemoryBytes,
            Sandbox = sandbox.Id,
            NetworkReceivedBytes = traffic?.Received,
            NetworkSentBytes = traffic?.Sent,
        };
    }

    private void Report(FunctionSpec spec, Sandbox sandbox, InvocationFailure failure)
    {
        if (failure.Kind is FailureKind.Timeout or FailureKind.OutOfMemory
            or FailureKind.Exited or FailureKind.ProtocolError)
        {
            Log.LoadEnded(
                logger, spec.Tenant, spec.Name.Value, spec.VersionId, sandbox.Id, failure.Kind, failure.Message);
        }
    }

    private static Preparation Failed(FailureKind kind, string type, string message)
        => new(null, new InvocationFailure(kind, type, message, ""));

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "Loading {Tenant}/{Function} (version {VersionId}) ended with {Kind} in sandbox {Sandbox}: {Reason}")]
        public static partial void LoadEnded(
            ILogger logger,
            string tenant,
            string function,
            Guid versionId,
            string sandbox,
            FailureKind kind,
            string reason);

        [LoggerMessage(LogLevel.Warning, "The code of {Tenant}/{Function} (version {VersionId}) is refused: {Reason}")]
        public static partial void CodeRefused(
            ILogger logger, string tenant, string function, Guid versionId, string reason);

        [LoggerMessage(LogLevel.Error, "No sandbox could be prepared for {Function} (version {VersionId}).")]
        public static partial void PreparationFailed(
            ILogger logger, string function, Guid versionId, Exception exception);
    }
}
