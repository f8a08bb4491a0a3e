namespace FaaS.Worker.Sandboxes;

/// <summary>A call in line for a sandbox of its function.</summary>
internal sealed class SandboxWaiter(long since)
    : TaskCompletionSource<SandboxLease>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Since { get; } = since;
}
