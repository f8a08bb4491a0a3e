using FaaS.Worker.Code;

namespace FaaS.Worker.Sandboxes;

/// <summary>A call in line for a sandbox of its function.</summary>
/// <param name="source">Who asked for it.</param>
internal sealed class SandboxWaiter(long since, ICodeSource source)
    : TaskCompletionSource<SandboxLease>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Since { get; } = since;

    public ICodeSource Source { get; } = source;
}
