using FaaS.Protocol.Frames;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// What one <c>init</c> or <c>invoke</c> does with what its sandbox says. Exactly one of the last three is called,
/// once, after any number of the others; none may block.
/// </summary>
internal interface ISandboxCall
{
    void OnLog(ReadOnlySpan<byte> bytes);

    /// <summary>A checkpoint, a recall or a progress.</summary>
    /// <exception cref="FrameException">It may not be sent, or not now.</exception>
    void OnRequest(in Frame frame) => throw new FrameException($"A {frame.Type} came before an invocation.");

    void OnResult(in Frame frame);

    void OnError(in Frame frame);

    void OnLost(SandboxLoss loss);
}
