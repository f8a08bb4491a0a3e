namespace FaaS.Worker.Docker;

/// <summary>One start that the daemon has been asked for and has not answered yet.</summary>
internal sealed class StartWatch(long since, Action<StartWatch> forget) : IDisposable
{
    public long Since { get; } = since;

    public void Dispose() => forget(this);
}
