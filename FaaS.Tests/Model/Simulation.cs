using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

/// <summary>
/// The asynchronous path with everything around it that may break, one step at a time, and nothing left to chance.
/// What becomes of an invocation is decided by the code of FaaS.Domain that production runs; the steps are those
/// between two points at which the real processes wait:
/// <list type="table">
/// <item><term><see cref="ApiProcess"/></term><description>InvocationAccepter, InvocationAcceptance,
/// InvocationCancellation, InvocationIndex</description></item>
/// <item><term><see cref="SchedulerProcess"/> looks, claims, sends</term><description>DueWork and InvocationQueue or
/// DueInvocations, InvocationClaims, AttemptRunner</description></item>
/// <item><term>settles</term><description>SettleLoop, InvocationSettlements: a batch is sent again until it is
/// answered</description></item>
/// <item><term>sweeps</term><description>QueueSweep, LeaseReaper and LostLeases, ExpiredInvocations, CancelListener
/// </description></item>
/// <item><term><see cref="Link"/>, <see cref="WorkerProcess"/></term><description>the frames, OpenCalls,
/// WorkerReception; a worker kills what it ran for a scheduler that it lost</description></item>
/// <item><term><see cref="ModelStore"/>, <see cref="ModelIndex"/></term><description>Postgres, Redis
/// </description></item>
/// </list>
/// </summary>
internal sealed class Simulation
{
    private const int MostMovesAtOnce = 1000;
    private const int MostRounds = 400;
    private const long Slice = 2000;

    private static readonly long[] Waits = [200, 1000, 3000, 3000, 7000, 7000, 20_000, 100_000];

    private readonly List<string> _trace = [];

    public Simulation(Variant variant)
    {
        Witness = new(this);
        Store = new(this, variant);
        Schedulers = [new("scheduler-1", this), new("scheduler-2", this)];
        Workers = [new("worker-1", this), new("worker-2", this)];
        Links = [.. Schedulers.SelectMany(scheduler => Workers.Select(worker => new Link(scheduler, worker)))];
        Api = new("api", this, variant);
        Processes = [Api, .. Schedulers, .. Workers];
        PassTime(7000);
    }

    public long Now { get; private set; }

    /// <summary>How many things have happened.</summary>
    public int Step => _trace.Count;

    public IReadOnlyList<string> Trace => _trace;

    /// <summary>Ids given to calls so far.</summary>
    public int Requested { get; set; }

    public Witness Witness { get; }

    public ModelStore Store { get; }

    public ModelIndex Index { get; } = new();

    public ApiProcess Api { get; }

    public IReadOnlyList<SchedulerProcess> Schedulers { get; }

    public IReadOnlyList<WorkerProcess> Workers { get; }

    public IReadOnlyList<Link> Links { get; }

    public IReadOnlyList<Process> Processes { get; }

    public static string List(IEnumerable<int> ids) => string.Join(", ", ids.Select(id => $"i{id}"));

    public IEnumerable<Link> LinksOf(Process process)
        => Links.Where(link => link.Scheduler == process || link.Worker == process);

    /// <summary>Null when every promise was kept.</summary>
    public static (BrokenPromiseException? Broken, IReadOnlyList<string> Trace) Run(
        Variant variant, IEnumerable<Step> steps)
    {
        var simulation = new Simulation(variant);
        try
        {
            foreach (var step in steps)
            {
                simulation.Take(step);
            }

            simulation.Heal();
            return (null, simulation.Trace);
        }
        catch (BrokenPromiseException broken)
        {
            return (broken, simulation.Trace);
        }
    }

    private void Take(Step step)
    {
        if (step.Kind == StepKind.Wait)
        {
            PassTime(Waits[step.Pick % Waits.Length]);
            return;
        }

        if (step.Kind == StepKind.Break)
        {
            var kinds = Breakage.Of(this);
            var (which, kind) = Math.DivRem(step.Pick, kinds.Count);
            Make(kinds[kind][which % kinds[kind].Count]);
            return;
        }

        var moves = step.Kind == StepKind.Ask ? [.. Api.Requests()] : Moves(isRoutine: false);
        if (moves.Count > 0)
        {
            Make(moves[step.Pick % moves.Count]);
        }
    }

    /// <summary>Nothing breaks any more; then everything has to end.</summary>
    private void Heal()
    {
        Breakage.Mend(this);
        for (var round = 0; round < MostRounds; round++)
        {
            Progress(isRoutine: false);
            if (Store.Rows.Values.All(row => row.Machine.State.IsFinal()))
            {
                return;
            }

            PassTime(2000);
        }

        var stuck = Store.Rows.Values.First(row => !row.Machine.State.IsFinal());
        Witness.Require(false, "Everything ends", $"{stuck} is {stuck.Machine.State} for ever");
    }

    private void PassTime(long duration)
    {
        _trace.Add($"{duration} ms go by");
        for (var end = Now + duration; Now < end;)
        {
            // Whoever is well does in a second what it has to do: a lease that it loses needs a reason.
            if (duration >= 1000)
            {
                Progress(isRoutine: true);
            }

            Now = Math.Min(end, Now + Slice);
            foreach (var scheduler in Schedulers)
            {
                scheduler.BeSeen();
            }

            foreach (var link in Links)
            {
                link.Passed(Now);
            }

            foreach (var worker in Workers)
            {
                worker.EndOverdue();
            }

            Witness.Check();
        }
    }

    private void Progress(bool isRoutine)
    {
        for (var made = 0; made < MostMovesAtOnce; made++)
        {
            var moves = Moves(isRoutine);
            if (moves.Count == 0)
            {
                return;
            }

            Make(moves[made % moves.Count]);
        }

        Witness.Require(false, "Everything ends", $"the processes are busy for ever: {_trace[^1]}");
    }

    private void Make(Move move)
    {
        _trace.Add(move.Text);
        move.Make();
        Witness.Check();
    }

    /// <param name="isRoutine">Only what healthy processes do within a second, functions not included.</param>
    private List<Move> Moves(bool isRoutine)
    {
        var moves = new List<Move>();
        foreach (var statement in Store.UnderWay.Where(one => one.IsAwaited || !isRoutine))
        {
            AddMoves(moves, statement);
        }

        foreach (var process in Processes)
        {
            if (!isRoutine || process is not WorkerProcess)
            {
                moves.AddRange(process.Moves());
            }

            if (!isRoutine && !process.IsAlive)
            {
                moves.Add(new($"{process.Name} starts again", process.Start));
            }
        }

        foreach (var link in Links)
        {
            moves.AddRange(link.Moves());
        }

        return moves;
    }

    private void AddMoves(List<Move> moves, Statement statement)
    {
        if (!statement.IsCommitted && (!statement.IsAwaited || !statement.Sender.IsCutOff))
        {
            moves.Add(new($"Postgres commits: {statement.Text}", () =>
            {
                statement.Commit();
                if (!statement.IsAwaited)
                {
                    Store.UnderWay.Remove(statement);
                }
            }));
        }
        else if (statement.IsAwaited && statement.Sender is { CanAct: true, IsCutOff: true })
        {
            moves.Add(new($"{statement.Sender.Id} gives up: {statement.Text}", () => GiveUp(statement)));
        }
        else if (statement.IsAwaited && statement.Sender.CanAct)
        {
            moves.Add(new($"{statement.Sender.Id} hears the answer: {statement.Text}", () =>
            {
                Store.UnderWay.Remove(statement);
                statement.Answer();
            }));
        }
        else if (!statement.IsAwaited && statement.IsCommitted)
        {
            moves.Add(new($"nobody hears the answer: {statement.Text}", () => Store.UnderWay.Remove(statement)));
        }
    }

    public void GiveUp(Statement statement)
    {
        Witness.Faulted(statement.Sender.Name);
        statement.GiveUp();
        if (statement.IsCommitted)
        {
            Store.UnderWay.Remove(statement);
        }
    }
}
