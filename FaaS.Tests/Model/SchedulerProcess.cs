using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;

namespace FaaS.Tests.Model;

/// <summary>Takes, claims, sends and settles, and finds what others left.</summary>
internal sealed class SchedulerProcess(string name, Simulation simulation) : Process(name, simulation)
{
    private const int Batch = 3;

    // As in DispatcherPresence.
    private const long LongestGap = 3000;

    private readonly List<Attempt> _running = [];
    private readonly List<Ended> _ended = [];
    private readonly HashSet<string> _waitingFor = [];
    private List<int> _taken = [];
    private List<(int Id, long Due)> _toIndex = [];
    private bool _isStopping;
    private long? _seenAt;
    private long? _sweptAt;
    private long? _foundNothingAt;
    private long _seenSince;

    public override IEnumerable<Move> Moves() => CanAct ? [.. Dispatching(), .. Settling(), .. Sweeping()] : [];

    /// <summary>It is asked to stop, and puts back what runs.</summary>
    public void Stop()
    {
        _isStopping = true;
        foreach (var attempt in _running.ToList())
        {
            CancelOn(attempt);
        }
    }

    public void Receive(Message message)
    {
        if (_running.Find(one => one.Claim == message.Claim) is { } attempt)
        {
            End(attempt, message.Failure);
        }
    }

    public void Lose(Link link)
    {
        foreach (var attempt in _running.Where(one => one.Link == link).ToList())
        {
            End(attempt, Failures.Of(FailureKind.WorkerLost));
        }
    }

    /// <summary>It says every two seconds that it is there. Whoever was not, cannot tell whether others were.</summary>
    public void BeSeen()
    {
        if (CanAct && !IsCutOff)
        {
            _seenSince = _seenAt is { } last && Clock - last <= LongestGap ? _seenSince : Clock;
            _seenAt = Clock;
            Simulation.Store.See(this);
        }
    }

    protected override void Started() => BeSeen();

    protected override void Forget()
    {
        _running.Clear();
        _ended.Clear();
        _waitingFor.Clear();
        (_taken, _toIndex) = ([], []);
        (_isStopping, _seenAt, _sweptAt, _foundNothingAt) = (false, null, null, null);
    }

    private IEnumerable<Move> Dispatching()
    {
        if (_taken.Count > 0 && !_waitingFor.Contains("claim"))
        {
            yield return IsCutOff
                ? new($"{Id} cannot claim {Simulation.List(_taken)}", _taken.Clear)
                : new($"{Id} sends its claim of {Simulation.List(_taken)}", SendClaim);
        }
        else if (_taken.Count == 0 && !_isStopping && !IsCutOff && HasWork())
        {
            yield return new($"{Id} looks for work", Take);
        }

        foreach (var attempt in _running)
        {
            if (attempt.Link is null)
            {
                var open = Simulation.LinksOf(this).Where(link => link.IsOpenForScheduler).ToList();
                foreach (var link in open)
                {
                    yield return new(
                        $"{Id} sends i{attempt.Claim.Invocation} to {link.Worker.Name}", () => Send(attempt, link));
                }

                if (open.Count == 0)
                {
                    yield return new(
                        $"{Id} finds no worker for i{attempt.Claim.Invocation}",
                        () => End(attempt, Failures.Of(FailureKind.NoCapacity)));
                }
            }

            if (!attempt.IsCancelHeard && !IsCutOff && IsToCancel(attempt))
            {
                yield return new($"{Id} hears that i{attempt.Claim.Invocation} is to stop", () =>
                {
                    attempt.IsCancelHeard = true;
                    CancelOn(attempt);
                });
            }
        }
    }

    private IEnumerable<Move> Settling()
    {
        if (_ended.Count > 0 && !_waitingFor.Contains("settle") && !IsCutOff)
        {
            yield return new(
                $"{Id} sends the end of {Simulation.List(_ended.Select(one => one.Claim.Invocation))}",
                () => SendSettlements([.. _ended]));
        }

        if (_toIndex.Count > 0)
        {
            yield return new($"{Id} adds {Simulation.List(_toIndex.Select(one => one.Id))} to the index", () =>
            {
                _toIndex.ForEach(one => Simulation.Index.Add(one.Id, one.Due));
                _toIndex = [];
            });
        }

        if (_isStopping && _running.Count == 0 && _ended.Count == 0 && _waitingFor.Count == 0)
        {
            yield return new($"{Id} has stopped", Kill);
        }
    }

    private IEnumerable<Move> Sweeping()
    {
        var store = Simulation.Store;
        if (IsCutOff || _isStopping)
        {
            yield break;
        }

        // It may have been away itself: then the others get their time to be seen again first.
        var wasThere = Clock - _seenAt <= LongestGap
            && Clock - _seenSince >= (long)LeaseTimes.OwnerDeadAfter.TotalMilliseconds;
        if (!_waitingFor.Contains("reap") && store.Running.Any(row => store.IsLost(row, wasThere)))
        {
            yield return new($"{Id} looks for lost leases", () => Send("reap", "takes lost leases away", () =>
            {
                var lost = store.LoseLeases(wasThere);
                return () => QueueAgain(lost);
            }));
        }

        if (!_waitingFor.Contains("expire") && store.Queued.Any(row => row.ExpiresAt <= store.Clock))
        {
            yield return new($"{Id} looks for what expired", () => Send("expire", "ends what expired", () =>
            {
                store.Expire();
                return () => { };
            }));
        }

        var unknown = store.Queued.Where(row => !Simulation.Index.Has(row.Id)).ToList();
        if (!Simulation.Index.IsAway && unknown.Count > 0 && _toIndex.Count == 0 && Simulation.Now > (_sweptAt ?? 0))
        {
            yield return new($"{Id} finds {Simulation.List(unknown.Select(row => row.Id))} by its sweep", () =>
            {
                _sweptAt = Simulation.Now;
                QueueAgain(unknown);
            });
        }
    }

    // After a claim that got nothing it waits for its poll interval, or to be woken by Redis.
    private bool HasWork() => Simulation.Index.IsAway
        ? DueRows().Any() && _foundNothingAt != Simulation.Now
        : Simulation.Index.HasDue(Simulation.Now);

    private void Take() => _taken = Simulation.Index.IsAway
        ? [.. DueRows().Take(Batch).Select(row => row.Id)]
        : Simulation.Index.Take(Simulation.Now, Batch);

    private IEnumerable<StoredInvocation> DueRows()
        => Simulation.Store.Queued.Where(row => row.NotBefore <= Simulation.Store.Clock);

    private void SendClaim()
    {
        var ids = _taken;
        Send("claim", $"claims {Simulation.List(ids)}", () =>
        {
            var claims = Simulation.Store.Claim(this, ids);
            return () =>
            {
                _taken = [];
                _foundNothingAt = claims.Count == 0 ? Simulation.Now : null;
                _running.AddRange(claims.Select(claim => new Attempt(claim)));
                if (_isStopping)
                {
                    Stop();
                }
            };
        }, () => _taken = []);
    }

    private void SendSettlements(List<Ended> batch) => Send(
        "settle", $"settles {Simulation.List(batch.Select(one => one.Claim.Invocation))}", () =>
        {
            var settled = Simulation.Store.Settle(batch);
            return () =>
            {
                _ended.RemoveAll(batch.Contains);
                QueueAgain(settled);
            };
        });

    private static void Send(Attempt attempt, Link link)
    {
        attempt.Link = link;
        if (!link.IsBroken)
        {
            link.ToWorker.Enqueue(new(MessageKind.Invoke, attempt.Claim));
        }
    }

    private void CancelOn(Attempt attempt)
    {
        if (attempt.Link is null)
        {
            End(attempt, Failures.Of(FailureKind.Cancelled));
        }
        else if (!attempt.Link.IsBroken)
        {
            attempt.Link.ToWorker.Enqueue(new(MessageKind.Cancel, attempt.Claim));
        }
    }

    private void End(Attempt attempt, InvocationFailure? failure)
    {
        _running.Remove(attempt);
        var machine = attempt.Claim.Machine;
        var settlement = Settlement.Decide(
            new(machine.Attempt, machine.LeaseEpoch, attempt.IsCancelHeard)
            {
                PlatformFaults = machine.PlatformFaults,
                WorkerLosses = machine.WorkerLosses,
            },
            failure,
            RetryPolicy.Default,
            ModelStore.Limits,
            jitter: 0.5);
        _ended.Add(new(attempt.Claim, failure, settlement));
    }

    private bool IsToCancel(Attempt attempt)
        => Simulation.Store.Rows[attempt.Claim.Invocation] is { Machine.CancelRequested: true } row && row.Owner == Id;

    private void QueueAgain(IEnumerable<StoredInvocation> rows) => _toIndex.AddRange(rows
        .Where(row => row.Machine.State == InvocationState.Queued)
        .Select(row => (row.Id, Simulation.Now + Math.Max(0, row.NotBefore - Simulation.Store.Clock))));

    private void Send(string kind, string text, Func<Action> commit, Action? lost = null)
    {
        _waitingFor.Add(kind);
        Simulation.Store.UnderWay.Add(new(
            this,
            text,
            () =>
            {
                var answer = commit();
                return () =>
                {
                    _waitingFor.Remove(kind);
                    answer();
                };
            },
            () =>
            {
                _waitingFor.Remove(kind);
                lost?.Invoke();
            }));
    }
}
