namespace FaaS.Tests.Model;

/// <summary>
/// A connection of frames: in order and once, until it breaks; what was under way is lost then, and each side notices
/// when it does.
/// </summary>
internal sealed class Link(SchedulerProcess scheduler, WorkerProcess worker)
{
    // As in FaaS.Protocol: silence of five heartbeats ends a connection.
    private const long Patience = 4000;

    private long? _quietForScheduler;
    private long? _quietForWorker;

    public SchedulerProcess Scheduler { get; } = scheduler;

    public WorkerProcess Worker { get; } = worker;

    public Queue<Message> ToWorker { get; } = new();

    public Queue<Message> ToScheduler { get; } = new();

    /// <summary>Nothing gets through, and nobody is told.</summary>
    public bool IsSilent { get; set; }

    public bool IsBroken { get; private set; }

    public bool SchedulerKnows { get; private set; }

    public bool WorkerKnows { get; private set; }

    public bool IsOpenForScheduler => !SchedulerKnows;

    public bool IsOpenForWorker => !WorkerKnows;

    public void Break() => IsBroken = true;

    public IEnumerable<Move> Moves()
    {
        if (ToWorker.TryPeek(out var request) && Worker.CanAct && IsOpenForWorker && !IsSilent && !IsBroken)
        {
            yield return new(
                $"{Worker.Id} gets {request.Kind} of i{request.Claim.Invocation} from {Scheduler.Id}",
                () => Worker.Receive(ToWorker.Dequeue(), this));
        }

        // What had arrived when the connection broke can still be read.
        if (ToScheduler.TryPeek(out var outcome) && Scheduler.CanAct && IsOpenForScheduler && !IsSilent)
        {
            yield return new(
                $"{Scheduler.Id} gets the outcome of i{outcome.Claim.Invocation} from {Worker.Id}",
                () => Scheduler.Receive(ToScheduler.Dequeue()));
        }

        if (IsBroken && Scheduler.CanAct && !SchedulerKnows)
        {
            yield return new($"{Scheduler.Id} notices that it lost {Worker.Name}", SchedulerNotices);
        }

        if (IsBroken && Worker.CanAct && !WorkerKnows)
        {
            yield return new($"{Worker.Id} notices that it lost {Scheduler.Name}", WorkerNotices);
        }

        if (IsBroken && !IsSilent && Scheduler.CanAct && Worker.CanAct && SchedulerKnows && WorkerKnows)
        {
            yield return new($"{Worker.Id} connects to {Scheduler.Id}", Connect);
        }
    }

    /// <summary>A process that is dead is told nothing; its next life begins without this connection.</summary>
    public void Passed(long now)
    {
        SchedulerKnows |= IsBroken && !Scheduler.IsAlive;
        WorkerKnows |= IsBroken && !Worker.IsAlive;
        _quietForScheduler = IsSilent || Worker.IsPaused ? _quietForScheduler ?? now : null;
        _quietForWorker = IsSilent || Scheduler.IsPaused ? _quietForWorker ?? now : null;
        if (now - _quietForScheduler >= Patience && Scheduler.CanAct && !SchedulerKnows)
        {
            Break();
            SchedulerNotices();
        }

        if (now - _quietForWorker >= Patience && Worker.CanAct && !WorkerKnows)
        {
            Break();
            WorkerNotices();
        }
    }

    private void SchedulerNotices()
    {
        SchedulerKnows = true;
        ToScheduler.Clear();
        Scheduler.Lose(this);
    }

    private void WorkerNotices()
    {
        WorkerKnows = true;
        ToWorker.Clear();
        Worker.Lose(this);
    }

    private void Connect()
    {
        (IsBroken, SchedulerKnows, WorkerKnows) = (false, false, false);
        ToWorker.Clear();
        ToScheduler.Clear();
    }
}
