using FaaS.Protocol.Frames;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// What one <c>init</c> or <c>invoke</c> does with what its sandbox says. Exactly one of the last three is called,
/// once, after any number of logs; none may block.
/// </summary>
internal interface ISandboxCall
{
    void OnLog(ReadOnlySpan<byte> bytes);

    void OnResult(in Frame frame);

    void OnError(in Frame frame);

    void OnLost(SandboxLoss loss);
}
