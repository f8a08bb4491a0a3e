using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Worker.Execution;

internal sealed partial class ActiveInvocation
{
    // Made when the function first asks for something: most never do.
    private SandboxRequests? _requests;

    public void OnRequest(in Frame frame)
    {
        SandboxRequests requests;
        lock (_gate)
        {
            if (_isAnswered)
            {
                return;
            }

            requests = _requests ??= new SandboxRequests(
                dispatcher, stream, calls.AreCheckpointsKept, _sandbox!, services.TimeProvider);
        }

        if (frame.Type is FrameType.Progress)
        {
            requests.Show(ProgressMeta.Read(frame));
        }
        else
        {
            requests.Ask(frame);
        }
    }

    /// <summary>The dispatcher answers what the function has asked for.</summary>
    public void OnKept(in Frame frame) => Volatile.Read(ref _requests)?.Answer(frame.Meta, frame.Payload);
}
