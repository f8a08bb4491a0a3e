using System.Globalization;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Faults.Run;

/// <summary>Everything that is done to a cluster. Who it hits and for how long is up to the dice.</summary>
internal sealed class FaultCatalog(Cluster cluster, PrivateDocker docker, Random random)
{
    /// <summary>Each kind once, in any order.</summary>
    public IReadOnlyList<Fault> Round() => Shuffled([.. Deaths(), .. Stops(), .. Losses(), .. Cuts(), .. Freezes()]);

    /// <summary>With one each of what is stopped and frozen for as long as others can bear: all take minutes.</summary>
    public IReadOnlyList<Fault> ShortRound() =>
        Shuffled([.. Deaths(), .. Losses(), .. Cuts(), Stops().First(), Freezes().Last()]);

    private IEnumerable<Fault> Deaths()
    {
        foreach (var victim in Victims().Append(cluster.Postgres))
        {
            yield return new($"{victim.Name} killed", Shorter(), victim.KillAsync, victim.StartAsync);
        }

        yield return new("all agents killed", Shorter(), cancelled => SignalAgentsAsync("KILL", cancelled), Nothing);
        yield return new("dockerd killed", Shorter(), docker.KillAsync, docker.StartAsync);
    }

    private IEnumerable<Fault> Stops()
    {
        foreach (var victim in Victims())
        {
            yield return new($"{victim.Name} stopped", Longer(), victim.PauseAsync, victim.ResumeAsync);
        }

        yield return new(
            "all agents stopped",
            Longer(),
            cancelled => SignalAgentsAsync("STOP", cancelled),
            cancelled => SignalAgentsAsync("CONT", cancelled));
        yield return new(
            "dockerd stopped",
            Longer(),
            cancelled => docker.SignalAsync("STOP", cancelled),
            cancelled => docker.SignalAsync("CONT", cancelled));
    }

    private IEnumerable<Fault> Losses()
    {
        var (redis, disk) = (cluster.Redis, cluster.RedisDisk);
        yield return new("redis flushed", Shorter(), FlushAsync, Nothing);
        yield return new(
            "redis killed, its data lost",
            Shorter(),
            redis.KillAsync,
            cancelled =>
            {
                disk.Empty();
                return redis.StartAsync(cancelled);
            });
        yield return new(
            "redis' disk full",
            Longer(),
            disk.FillAsync,
            _ =>
            {
                disk.Free();
                return Task.CompletedTask;
            });
    }

    private IEnumerable<Fault> Cuts() => Ways().Select(way => Away(isCut: true, way));

    private IEnumerable<Fault> Freezes() => Ways().Select(way => Away(isCut: false, way)).Append(
        Away(isCut: false, [.. cluster.Dispatchers.Select(dispatcher => dispatcher.Postgres)]) with
        {
            What = "way to Postgres frozen for all",
        });

    private IEnumerable<Member> Victims() =>
        [Any(cluster.Schedulers).Process, Any(cluster.Apis).Process, Any(cluster.Workers), cluster.Redis];

    private IEnumerable<Link> Ways()
    {
        Dispatcher[] all = [.. cluster.Dispatchers];
        return [Any(all).Postgres, Any(all).Redis, Any(all).Workers];
    }

    private Fault Away(bool isCut, params Link[] links) => new(
        $"way to {links[0].Name} {(isCut ? "cut" : "frozen")}",
        Longer(),
        _ => Each(links, isCut ? link => link.Cut() : link => link.Freeze()),
        _ => Each(links, link => link.Heal()));

    private Fault[] Shuffled(Fault[] round)
    {
        random.Shuffle(round);
        return round;
    }

    private async Task SignalAgentsAsync(string signal, CancellationToken cancellationToken)
    {
        // One that has ended in the meantime is no failure.
        foreach (var agent in docker.Agents())
        {
            await Commands.RunAsync(cancellationToken, "sh", "-c", $"kill -s {signal} {agent} || true");
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken) => await Commands.RunAsync(
        cancellationToken, "redis-cli", "-p", cluster.RedisPort.ToString(CultureInfo.InvariantCulture), "FLUSHALL");

    private T Any<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private TimeSpan Shorter() => TimeSpan.FromMilliseconds(random.Next(200, 2000));

    // From a hiccup to what the others take for death.
    private TimeSpan Longer() => TimeSpan.FromMilliseconds(random.Next(1000, 6500));

    private static Task Nothing(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task Each(Link[] links, Action<Link> what)
    {
        Array.ForEach(links, what);
        return Task.CompletedTask;
    }
}
