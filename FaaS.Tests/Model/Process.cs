namespace FaaS.Tests.Model;

/// <summary>A process of the platform, with all its lives.</summary>
internal abstract class Process(string name, Simulation simulation)
{
    public string Name { get; } = name;

    public int Life { get; private set; } = 1;

    public string Id => $"{Name}#{Life}";

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused { get; private set; }

    /// <summary>It does not reach Postgres.</summary>
    public bool IsCutOff { get; set; }

    public long ClockError { get; set; }

    /// <summary>Its own, which agrees with no other.</summary>
    public long Clock => Simulation.Now + ClockError;

    public bool CanAct => IsAlive && !IsPaused;

    protected Simulation Simulation { get; } = simulation;

    /// <summary>What it would do next, each up to the next point at which it waits for something.</summary>
    public abstract IEnumerable<Move> Moves();

    public void Kill()
    {
        Simulation.Witness.Faulted(Name);
        (IsAlive, IsPaused) = (false, false);
        Forget();
        foreach (var link in Simulation.LinksOf(this))
        {
            link.Break();
        }
    }

    public void Start()
    {
        (IsAlive, Life) = (true, Life + 1);
        Started();
    }

    public void Pause()
    {
        Simulation.Witness.Faulted(Name);
        IsPaused = true;
    }

    public void Continue()
    {
        Simulation.Witness.Faulted(Name);
        IsPaused = false;
    }

    /// <summary>Its memory is gone.</summary>
    protected abstract void Forget();

    protected virtual void Started()
    {
    }
}
