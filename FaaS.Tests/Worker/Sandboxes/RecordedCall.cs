extern alias worker;

using FaaS.Protocol.Frames;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

/// <summary>Keeps what it hears first of its end.</summary>
internal sealed class RecordedCall : ISandboxCall
{
    private readonly TaskCompletionSource<string> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Outcome => _outcome.Task;

    /// <summary>Thrown when the result comes.</summary>
    public Exception? Fault { get; set; }

    public Func<bool>? OnAnswer { get; set; }

    public bool? WasAlive { get; private set; }

    public void OnLog(ReadOnlySpan<byte> bytes)
    {
    }

    public void OnResult(in Frame frame)
    {
        if (Fault is { } fault)
        {
            throw fault;
        }

        _outcome.TrySetResult("result");
    }

    public void OnError(in Frame frame)
    {
        WasAlive = OnAnswer?.Invoke();
        _outcome.TrySetResult("error");
    }

    public void OnLost(SandboxLoss loss) => _outcome.TrySetResult(loss.Type);
}
