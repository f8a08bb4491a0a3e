using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Tests.Protocol;

namespace FaaS.Tests.RuntimeImages;

/// <summary>Keeps checkpoints as the platform would, and remembers what else a function has asked of it.</summary>
internal sealed class FakeKeeper
{
    private readonly Dictionary<string, (string? ContentType, byte[] Content)> _kept = [];

    /// <summary>What it says instead of doing it.</summary>
    public string? Problem { get; set; }

    /// <summary>All checkpoints and recalls, in order.</summary>
    public List<FrameType> Requests { get; } = [];

    public List<ProgressMeta> Progress { get; } = [];

    /// <summary>What had been logged when the last of all these came.</summary>
    public string LoggedBefore { get; private set; } = "";

    public (string? ContentType, byte[] Content) this[string name]
    {
        get => _kept[name];
        set => _kept[name] = value;
    }

    /// <summary>Null: no answer is due.</summary>
    public (KeptMeta Meta, byte[] Content)? Take(ReceivedFrame frame, string logged)
    {
        LoggedBefore = logged;
        if (frame.Type is FrameType.Progress)
        {
            Progress.Add(AgentMeta.Read(frame.Meta, ProtocolJson.Default.ProgressMeta));
            return null;
        }

        Requests.Add(frame.Type);
        return Problem is not null ? (new KeptMeta(Problem: Problem), [])
            : frame.Type is FrameType.Checkpoint ? Keep(frame)
            : Recall(AgentMeta.Read(frame.Meta, ProtocolJson.Default.RecallMeta).Name);
    }

    private (KeptMeta Meta, byte[] Content) Keep(ReceivedFrame frame)
    {
        Assert.Equal(FrameType.Checkpoint, frame.Type);
        var meta = AgentMeta.Read(frame.Meta, ProtocolJson.Default.CheckpointMeta);
        _kept[meta.Name] = (meta.ContentType, frame.Payload);
        return (new KeptMeta(), []);
    }

    private (KeptMeta Meta, byte[] Content) Recall(string name)
        => _kept.TryGetValue(name, out var kept)
            ? (new KeptMeta(Found: true, kept.ContentType), kept.Content)
            : (new KeptMeta(), []);
}
