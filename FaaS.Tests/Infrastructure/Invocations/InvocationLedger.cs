using System.Text;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.DeadLetters;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Infrastructure.Workers;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace FaaS.Tests.Infrastructure.Invocations;

/// <summary>A real database with everything that reads and writes asynchronous invocations in it.</summary>
public sealed class InvocationLedger : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private InvocationLedger(TestDatabase database)
    {
        _database = database;
        DataSource = NpgsqlDataSource.Create(database.ConnectionString);
        PlannedOnce = PostgresSources.CreatePlannedOnce(database.ConnectionString, NullLoggerFactory.Instance);
    }

    public NpgsqlDataSource DataSource { get; }

    public NpgsqlDataSource PlannedOnce { get; }

    public string ConnectionString => _database.ConnectionString;

    internal InvocationAcceptance Acceptance => new(PlannedOnce);

    internal InvocationClaims Claims => new(PlannedOnce);

    internal DispatcherIdentity Identity { get; } = DispatcherIdentity.New(DispatcherKind.Scheduler);

    internal InvocationSettlements Settlements => new(PlannedOnce, Identity);

    internal LostLeases LostLeases => new(DataSource, Identity);

    internal DeadLetterRedrive Redrive => new(DataSource);

    internal DeadLetterPurge Purge => new(DataSource);

    internal InvocationCancellation Cancellation => new(DataSource);

    internal QueuedInvocations Queued => new(DataSource);

    internal QueueReports Reports => new(DataSource);

    public static async Task<InvocationLedger> CreateAsync(TestStores stores)
        => new(await stores.CreateDatabaseAsync(TestContext.Current.CancellationToken));

    /// <summary>Of a database that somebody else disposes; this needs no disposing then but its data source.</summary>
    public static InvocationLedger Over(TestDatabase database) => new(database);

    public static InvocationRow NewRow(
        Guid? functionId = null,
        InvocationPriority priority = InvocationPriority.Normal,
        string payload = "1",
        Guid? versionId = null,
        string tenant = "default") => new()
        {
            Id = Guid.CreateVersion7(),
            Tenant = tenant,
            FunctionId = functionId ?? Guid.CreateVersion7(),
            FunctionName = "hello",
            VersionId = versionId ?? Guid.CreateVersion7(),
            Version = "1.0.0",
            Mode = InvocationMode.Async,
            State = InvocationState.Queued,
            Priority = priority,
            Payload = Encoding.UTF8.GetBytes(payload),
            ContentType = "application/json",
            Headers = new() { ["x-a"] = "b" },
            Attempt = 0,
            MaxAttempts = 3,
            NotBefore = TimeProvider.System.GetUtcNow(),
            CreatedAt = TimeProvider.System.GetUtcNow(),
            TimeoutMs = 30_000,
            MemoryMb = 512,
        };

    /// <summary>A function that invocations can be accepted for.</summary>
    public async Task<FunctionVersionRow> PublishAsync(string name = "hello", int maxConcurrency = 100)
    {
        await using var context = _database.CreateContext();
        var now = TimeProvider.System.GetUtcNow();
        var digest = CodeDigest.Of(Encoding.UTF8.GetBytes(name)).Value;
        var function = new FunctionRow { Id = Guid.CreateVersion7(), Tenant = "default", Name = name, CreatedAt = now };
        var version = new FunctionVersionRow
        {
            Id = Guid.CreateVersion7(),
            FunctionId = function.Id,
            Version = "1.0.0",
            Runtime = Runtime.Python,
            Handler = "main.handler",
            CodeDigest = digest,
            CodeKind = CodeKind.Source,
            CodeSize = name.Length,
            TimeoutMs = 30_000,
            MemoryMb = 128,
            Cpu = 1,
            MaxConcurrency = maxConcurrency,
            Isolation = Isolation.Invocation,
            Network = NetworkAccess.None,
            Environment = [],
            Metadata = [],
            CreatedAt = now,
        };
        context.CodeBlobs.Add(new CodeBlobRow { Digest = digest, Size = name.Length, CreatedAt = now });
        function.Publish(version);
        context.Functions.Add(function);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return version;
    }

    /// <summary>The next version of the same function, which is the current one from then on.</summary>
    public async Task<FunctionVersionRow> PublishAgainAsync(
        FunctionVersionRow current, string version, string? retry = null)
    {
        await using var context = _database.CreateContext();
        var next = new FunctionVersionRow
        {
            Id = Guid.CreateVersion7(),
            FunctionId = current.FunctionId,
            Version = version,
            Runtime = current.Runtime,
            Handler = current.Handler,
            CodeDigest = current.CodeDigest,
            CodeKind = current.CodeKind,
            CodeSize = current.CodeSize,
            TimeoutMs = current.TimeoutMs,
            MemoryMb = current.MemoryMb,
            Cpu = current.Cpu,
            MaxConcurrency = current.MaxConcurrency,
            Isolation = current.Isolation,
            Network = current.Network,
            Retry = retry,
            Environment = [],
            Metadata = [],
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        var function = await context.Functions.SingleAsync(
            row => row.Id == current.FunctionId, TestContext.Current.CancellationToken);
        function.Publish(next);
        context.FunctionVersions.Add(next);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return next;
    }

    /// <summary>Committed, and nothing else: no queue knows of them.</summary>
    public async Task<IReadOnlyList<Guid>> AcceptAsync(FunctionVersionRow version, int count)
    {
        var rows = Enumerable.Range(0, count)
            .Select(index => NewRow(version.FunctionId, payload: $"{index}", versionId: version.Id))
            .ToArray();
        await Acceptance.InsertAsync(rows, TestContext.Current.CancellationToken);
        return [.. rows.Select(row => row.Id)];
    }

    public Task BecomesAsync(Guid id, InvocationState state) => Eventually.TrueAsync(
        async () => (await ReadAsync(id)).State == state, $"invocation {id} to be {state}");

    public Task AllBecomeAsync(
        IReadOnlyCollection<Guid> ids, InvocationState state, int? atLeast = null) => Eventually.TrueAsync(
        async () =>
        {
            await using var context = _database.CreateContext();
            return await context.Invocations.CountAsync(
                row => ids.Contains(row.Id) && row.State == state,
                TestContext.Current.CancellationToken) >= (atLeast ?? ids.Count);
        },
        $"{atLeast ?? ids.Count} invocations to be {state}");

    public async Task<string> ReadLogAsync(Guid id)
    {
        await using var context = _database.CreateContext();
        var log = await context.InvocationLogs.FindAsync([id], TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(log?.Content ?? []);
    }

    public async Task<InvocationRow> AcceptAsync(
        Guid? functionId = null, InvocationPriority priority = InvocationPriority.Normal)
    {
        var row = NewRow(functionId, priority);
        await Acceptance.InsertAsync([row], TestContext.Current.CancellationToken);
        return row;
    }

    internal async Task<ClaimedInvocation> ClaimAsync(Guid id, string owner = "scheduler-1")
    {
        await SeeAsync(owner);
        return Assert.Single(await Claims.ClaimAsync(owner, [id], TestContext.Current.CancellationToken));
    }

    /// <summary>As somebody who has been seen just now.</summary>
    internal async Task<IReadOnlyList<SettledInvocation>> RequeueLostAsync(
        int limit = 10, bool ofAbsentOwners = true, int maxPlatformFaults = 1000)
    {
        await SeeAsync(Identity.Id);
        return await LostLeases.RequeueAsync(
            limit, ofAbsentOwners, maxPlatformFaults, TestContext.Current.CancellationToken);
    }

    internal async Task<SettledInvocation?> SettleAsync(ClaimedInvocation claimed, InvocationFailure? failure)
    {
        var settled = await Settlements.SettleAsync(
            [Ended(claimed, failure)], TestContext.Current.CancellationToken);
        return settled.SingleOrDefault();
    }

    internal static AttemptSettlement Ended(ClaimedInvocation claimed, InvocationFailure? failure) => new()
    {
        Invocation = claimed,
        Settlement = Settlement.Decide(
            claimed.AsAttempt(),
            failure,
            RetryPolicy.Default with { MaxAttempts = claimed.MaxAttempts },
            FaultLimits.Default,
            jitter: 0),
        Result = failure is null ? "42"u8.ToArray() : null,
        ResultContentType = failure is null ? "application/json" : null,
        Failure = failure,
        Stats = ExecutionStats.None with { Run = TimeSpan.FromMilliseconds(5), LogsSize = 3 },
        WorkerId = "worker-1",
        Logs = "log"u8.ToArray(),
    };

    /// <summary>The dispatcher reports that it is alive.</summary>
    public Task SeeAsync(string dispatcher, TimeSpan ago = default) => ExecuteAsync(
        $"""
        INSERT INTO dispatchers (id, kind, url, last_seen_at)
        VALUES ('{dispatcher}', 'scheduler', 'http://{dispatcher}', now() - interval '{ago.TotalSeconds} s')
        ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at
        """);

    public async Task<InvocationRow> ReadAsync(Guid id)
    {
        await using var context = _database.CreateContext();
        return await context.Invocations.FindAsync([id], TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException($"There is no invocation {id}.");
    }

    public async Task<IReadOnlyList<InvocationAttemptRow>> ReadAttemptsAsync(Guid id)
    {
        await using var context = _database.CreateContext();
        return await context.InvocationAttempts
            .Where(attempt => attempt.InvocationId == id)
            .OrderBy(attempt => attempt.LeaseEpoch)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await PlannedOnce.DisposeAsync();
        await DataSource.DisposeAsync();
        await _database.DisposeAsync();
    }
}
