namespace FaaS.Domain.Workers;

/// <summary>
/// Chooses the worker of an invocation: rendezvous hashing with bounded load, first among the workers that have an idle
/// sandbox of it, then among all. When everyone with a preference is loaded, the one with most room takes it, unless
/// the function has as many sandboxes as it may have: then one of those that are idle does, however loaded its worker.
/// </summary>
public static class WorkerChoice
{
    // Affinity is worth more than evenness until a worker is half full; from there on none may be
    // more than a quarter busier than the average.
    private const double AlwaysAllowed = 0.5;
    private const double OverAverage = 1.25;

    /// <summary>The index of the chosen one, or -1 when none has room.</summary>
    /// <param name="maxSandboxes">As many there may be on all workers together.</param>
    public static int Pick(ulong version, ReadOnlySpan<WorkerCandidate> candidates, int maxSandboxes)
    {
        var bound = LoadBound(candidates);
        var mayGrow = Sandboxes(candidates) < maxSandboxes;
        var chosen = -1;
        var best = default(Preference);

        for (var i = 0; i < candidates.Length; i++)
        {
            if (!candidates[i].HasRoom)
            {
                continue;
            }

            var preference = Preference.Of(candidates[i], version, bound, mayGrow);
            if (chosen < 0 || preference.Exceeds(best))
            {
                chosen = i;
                best = preference;
            }
        }

        return chosen;
    }

    private static int Sandboxes(ReadOnlySpan<WorkerCandidate> candidates)
    {
        var all = 0;
        foreach (var candidate in candidates)
        {
            all += candidate.Sandboxes;
        }

        return all;
    }

    private static double LoadBound(ReadOnlySpan<WorkerCandidate> candidates)
    {
        long running = 1;
        long slots = 0;
        foreach (var candidate in candidates)
        {
            if (candidate.Eligible)
            {
                running += candidate.Running;
                slots += candidate.Slots;
            }
        }

        return slots == 0 ? 0 : Math.Max(AlwaysAllowed, OverAverage * running / slots);
    }

    private readonly record struct Preference(int Tier, int Room, ulong Weight)
    {
        private const int Overloaded = 0;
        private const int Cold = 1;
        private const int WarmButOverloaded = 2;
        private const int Warm = 3;

        public static Preference Of(WorkerCandidate candidate, ulong version, double bound, bool mayGrow)
        {
            var weight = PlacementHash.Weight(version, candidate.Hash);
            if (candidate.Running >= Math.Ceiling(bound * candidate.Slots))
            {
                var tier = candidate.Warm > 0 && !mayGrow ? WarmButOverloaded : Overloaded;
                return new(tier, candidate.Slots - candidate.Running, weight);
            }

            return new(candidate.Warm > 0 ? Warm : Cold, 0, weight);
        }

        public bool Exceeds(Preference other)
            => (Tier, Room, Weight).CompareTo((other.Tier, other.Room, other.Weight)) > 0;
    }
}
