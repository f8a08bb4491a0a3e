namespace FaaS.Tests.Infrastructure.Permits;

/// <summary>How many calls run at once, whoever has sent them and wherever they run.</summary>
internal sealed class ConcurrencyCount
{
    private readonly Lock _gate = new();

    public int Running { get; private set; }

    public int Most { get; private set; }

    public int Ended { get; private set; }

    public async Task RunAsync(Func<Task> call)
    {
        Change(+1);
        try
        {
            await call();
        }
        finally
        {
            Change(-1);
        }
    }

    /// <summary>Begins to look anew, from what runs now.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            Most = Running;
        }
    }

    private void Change(int by)
    {
        lock (_gate)
        {
            Running += by;
            Most = Math.Max(Most, Running);
            Ended += by < 0 ? 1 : 0;
        }
    }
}
