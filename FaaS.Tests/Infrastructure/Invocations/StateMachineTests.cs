using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

/// <summary>
/// The statements on real rows, and <see cref="AsyncInvocation"/> beside them: whatever is asked, they never differ.
/// </summary>
public sealed class StateMachineTests(TestStores stores) : IAsyncLifetime
{
    private const int Rows = 12;
    private const int Steps = 200;
    private const string Owner = "scheduler-1";

    private static readonly FaultLimits Limits = new(MaxPlatformFaults: 4, MaxWorkerLosses: 2);

    private static readonly InvocationFailure?[] Ends =
    [
        null, .. Enum.GetValues<FailureKind>().Select(kind => new InvocationFailure(kind, "Some", "Something.", "")),
    ];

    private readonly Dictionary<Guid, AsyncInvocation> _machines = [];
    private readonly HashSet<Guid> _expired = [];
    private readonly List<ClaimedInvocation> _claims = [];
    private InvocationLedger _ledger = null!;
    private FunctionVersionRow _version = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _version = await _ledger.PublishAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Rows_become_what_the_machine_says_whatever_is_asked_of_them(int seed)
    {
        var random = new Random(seed);
        foreach (var id in await _ledger.AcceptAsync(_version, Rows))
        {
            _machines[id] = AsyncInvocation.Accepted;
        }

        for (var step = 0; step < Steps; step++)
        {
            var id = _machines.Keys.ElementAt(random.Next(Rows));
            var asked = random.Next(20) switch
            {
                < 9 => ClaimAsync(id),
                < 15 => SettleAsync(random),
                < 17 => LoseAsync(id),
                17 => CancelAsync(id),
                18 => random.Next(2) == 0 ? ExpireAsync(id) : AcceptAgainAsync(),
                _ => RedriveAsync(id),
            };
            await CompareAsync($"Step {step}, {await asked}");
        }

        Assert.True(_claims.Count > Rows);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    private async Task<string> ClaimAsync(Guid id)
    {
        await _ledger.SeeAsync(Owner);
        var claims = await _ledger.Claims.ClaimAsync(Owner, [id], Cancel);
        var claimed = _machines[id].Claim(_expired.Contains(id));
        Assert.Equal(claimed?.LeaseEpoch, claims.SingleOrDefault()?.LeaseEpoch);
        _claims.AddRange(claims);
        _machines[id] = claimed ?? _machines[id];
        return $"claimed {id}";
    }

    /// <summary>By any claim there ever was, and more likely by a late one.</summary>
    private async Task<string> SettleAsync(Random random)
    {
        if (_claims.Count == 0)
        {
            return "nothing";
        }

        var claim = _claims[^(1 + Math.Min(random.Next(_claims.Count), random.Next(_claims.Count)))];
        var end = Ends[random.Next(Ends.Length)];
        var settlement = Settlement.Decide(claim.AsAttempt(), end, RetryPolicy.Default, Limits, jitter: 0);
        var settled = await _ledger.Settlements.SettleAsync(
            [InvocationLedger.Ended(claim, end) with { Settlement = settlement }], Cancel);
        var next = _machines[claim.Id].Settle(claim.LeaseEpoch, settlement);
        Assert.Equal(next?.State, settled.SingleOrDefault()?.State);
        _machines[claim.Id] = next ?? _machines[claim.Id];
        return $"settled {claim.Id} with epoch {claim.LeaseEpoch} as {end?.Kind}";
    }

    private async Task<string> LoseAsync(Guid id)
    {
        await _ledger.ExecuteAsync($"""
            UPDATE invocations SET lease_expires_at = now() - interval '1 s' WHERE id = '{id}' AND state = 'running'
            """);
        var lost = await _ledger.RequeueLostAsync(
            Rows, ofAbsentOwners: false, maxPlatformFaults: Limits.MaxPlatformFaults);
        var next = _machines[id].LoseLease(Limits);
        Assert.Equal(next?.State, lost.SingleOrDefault()?.State);
        _machines[id] = next ?? _machines[id];
        return $"took the lease of {id} away";
    }

    private async Task<string> CancelAsync(Guid id)
    {
        Assert.Equal(_machines[id].State, await _ledger.Cancellation.RequestAsync(id, "default", Cancel));
        _machines[id] = _machines[id].Cancel() ?? _machines[id];
        return $"cancelled {id}";
    }

    /// <summary>Nobody claims it any more, and then it is dead.</summary>
    private async Task<string> ExpireAsync(Guid id)
    {
        await _ledger.ExecuteAsync($"UPDATE invocations SET expires_at = now() WHERE id = '{id}'");
        _expired.Add(id);
        await ClaimAsync(id);
        var expired = await new ExpiredInvocations(_ledger.DataSource).EndAsync(Rows, Cancel);
        foreach (var queued in _expired.Where(one => _machines[one].State == InvocationState.Queued).ToList())
        {
            _machines[queued] = _machines[queued].Expire()!;
            Assert.Contains(expired, one => one.Id == queued);
        }

        return $"expired {id}";
    }

    private async Task<string> RedriveAsync(Guid id)
    {
        if (_machines.FirstOrDefault(one => one.Value.State == InvocationState.Dead).Key is var dead && dead != default)
        {
            id = dead;
        }

        var redriven = await _ledger.Redrive.RedriveAsync(
            new("default", id), limit: 1, interval: TimeSpan.Zero, maxEventAge: TimeSpan.FromHours(1), Cancel);
        var next = _machines[id].Redrive();
        Assert.Equal(next?.State, redriven.SingleOrDefault()?.State);
        _machines[id] = next ?? _machines[id];
        _expired.ExceptWith(redriven.Select(one => one.Id));
        return $"redrove {id}";
    }

    /// <summary>What has ended makes room for a new one, so that the steps do not run dry.</summary>
    private async Task<string> AcceptAgainAsync()
    {
        foreach (var ended in _machines.Where(one => one.Value.State.IsFinal()).Select(one => one.Key).ToList())
        {
            _machines.Remove(ended);
            _machines[(await _ledger.AcceptAsync(_version, 1))[0]] = AsyncInvocation.Accepted;
        }

        _claims.RemoveAll(claim => !_machines.ContainsKey(claim.Id));
        _expired.IntersectWith(_machines.Keys);
        return "accepted new ones";
    }

    private async Task CompareAsync(string asked)
    {
        var rows = await ReadAsync();
        Assert.All(_machines, machine => Assert.True(
            machine.Value == rows[machine.Key],
            $"{asked}: expected {machine.Value}, and there is {rows[machine.Key]}"));
        Assert.Equal(0, (await _ledger.Reports.ReadAsync(Cancel)).Drift);
    }

    private async Task<Dictionary<Guid, AsyncInvocation>> ReadAsync()
    {
        await using var command = _ledger.DataSource.CreateCommand("""
            SELECT id, state, lease_epoch, attempt, platform_faults, worker_losses,
                cancel_requested_at IS NOT NULL, dead_reason, redrives
            FROM invocations
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var rows = new Dictionary<Guid, AsyncInvocation>();
        while (await reader.ReadAsync(Cancel))
        {
            rows[reader.GetGuid(0)] = new()
            {
                State = EnumText<InvocationState>.Parse(reader.GetString(1)),
                LeaseEpoch = reader.GetInt64(2),
                Attempt = reader.GetInt32(3),
                PlatformFaults = reader.GetInt32(4),
                WorkerLosses = reader.GetInt32(5),
                CancelRequested = reader.GetBoolean(6),
                DeadReason = reader.IsDBNull(7) ? null : EnumText<DeadReason>.Parse(reader.GetString(7)),
                Redrives = reader.GetInt32(8),
            };
        }

        return rows;
    }
}
