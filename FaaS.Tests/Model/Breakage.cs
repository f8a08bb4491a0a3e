namespace FaaS.Tests.Model;

/// <summary>All that may go wrong, and come right again.</summary>
internal static class Breakage
{
    private static readonly long[] Jumps = [-30_000, 10_000, 120_000];

    /// <summary>By what it befalls: each kind is as likely as any other, however many there are of it.</summary>
    public static IReadOnlyList<IReadOnlyList<Move>> Of(Simulation simulation)
    {
        IReadOnlyList<Move>[] kinds =
        [
            [.. simulation.Processes.SelectMany(process => Of(simulation, process))],
            [.. simulation.Links.SelectMany(link => Of(simulation, link))],
            [.. simulation.Store.UnderWay.SelectMany(statement => Of(simulation, statement))],
            [.. OfPostgres(simulation), .. OfClocks(simulation)],
            [.. OfIndex(simulation)],
        ];
        return [.. kinds.Where(moves => moves.Count > 0)];
    }

    /// <summary>All is well again, and stays so.</summary>
    public static void Mend(Simulation simulation)
    {
        simulation.Index.IsAway = false;
        foreach (var link in simulation.Links)
        {
            link.IsSilent = false;
        }

        foreach (var process in simulation.Processes)
        {
            if (process.IsPaused)
            {
                process.Continue();
            }

            simulation.Witness.Faulted(process.Name);
            process.IsCutOff = false;
        }
    }

    private static IEnumerable<Move> Of(Simulation simulation, Process process)
    {
        if (!process.IsAlive)
        {
            yield break;
        }

        yield return new($"{process.Id} is killed", process.Kill);
        yield return process.IsPaused
            ? new($"{process.Id} continues", process.Continue)
            : new($"{process.Id} is stopped in the middle of what it does", process.Pause);
        if (process is not WorkerProcess)
        {
            yield return new(
                process.IsCutOff ? $"{process.Id} reaches Postgres again" : $"{process.Id} is cut off from Postgres",
                () =>
                {
                    simulation.Witness.Faulted(process.Name);
                    process.IsCutOff = !process.IsCutOff;
                });
        }

        if (process is SchedulerProcess { CanAct: true } scheduler)
        {
            yield return new($"{process.Id} is asked to stop", () =>
            {
                simulation.Witness.Faulted(process.Name);
                scheduler.Stop();
            });
        }
    }

    private static IEnumerable<Move> Of(Simulation simulation, Link link)
    {
        var name = $"between {link.Scheduler.Name} and {link.Worker.Name}";
        if (!link.IsBroken)
        {
            yield return new($"the connection {name} breaks", () =>
            {
                Fault(simulation, link);
                link.Break();
            });
        }

        yield return new(link.IsSilent ? $"frames pass again {name}" : $"no frame passes any more {name}", () =>
        {
            Fault(simulation, link);
            link.IsSilent = !link.IsSilent;
        });
    }

    private static IEnumerable<Move> Of(Simulation simulation, Statement statement)
    {
        if (statement.IsAwaited && statement.Sender.CanAct)
        {
            yield return new($"the answer is lost: {statement.Text}", () => simulation.GiveUp(statement));
        }
        else if (!statement.IsAwaited)
        {
            yield return new(
                $"nothing comes of it: {statement.Text}", () => simulation.Store.UnderWay.Remove(statement));
        }
    }

    private static IEnumerable<Move> OfPostgres(Simulation simulation)
    {
        yield return new("Postgres crashes and restarts", () =>
        {
            simulation.Witness.Faulted(Witness.Postgres);
            foreach (var statement in simulation.Store.UnderWay.ToList())
            {
                simulation.Store.UnderWay.Remove(statement);
                if (statement.IsAwaited)
                {
                    statement.GiveUp();
                }
            }
        });
        foreach (var jump in Jumps)
        {
            yield return new($"the clock of Postgres jumps by {jump} ms", () =>
            {
                simulation.Witness.Faulted(Witness.Postgres);
                simulation.Store.ClockError += jump;
            });
        }
    }

    private static IEnumerable<Move> OfClocks(Simulation simulation)
        => from process in simulation.Processes
           from jump in Jumps
           select new Move($"the clock of {process.Id} jumps by {jump} ms", () =>
           {
               simulation.Witness.Faulted(process.Name);
               process.ClockError += jump;
           });

    private static IEnumerable<Move> OfIndex(Simulation simulation)
    {
        var index = simulation.Index;
        yield return new("Redis is wiped", index.Wipe);
        yield return new(index.IsAway ? "Redis is back" : "Redis is away", () => index.IsAway = !index.IsAway);
        foreach (var id in simulation.Store.Rows.Keys)
        {
            yield return index.Has(id)
                ? new($"Redis loses i{id}", () => index.Drop(id))
                : new($"Redis has i{id} again", () => index.Add(id, simulation.Now));
        }
    }

    private static void Fault(Simulation simulation, Link link)
    {
        simulation.Witness.Faulted(link.Scheduler.Name);
        simulation.Witness.Faulted(link.Worker.Name);
    }
}
