extern alias scheduler;

using System.Globalization;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using scheduler::FaaS.Scheduler.Retention;

namespace FaaS.Tests.Scheduler.Retention;

/// <summary>A real database with invocations of any age in it, and what removes them.</summary>
internal sealed class RetentionLedger : IAsyncDisposable
{
    private readonly InvocationLedger _ledger;
    private readonly ServiceProvider _services;

    private RetentionLedger(InvocationLedger ledger, ServiceProvider services, RetentionOptions options)
    {
        (_ledger, _services) = (ledger, services);
        var (wrapped, metrics) = (Options.Create(options), services.GetRequiredService<RetentionMetrics>());
        Tables = new(ledger.DataSource, wrapped);
        Keeper = new(Tables, ledger.DataSource, metrics, NullLogger<PartitionKeeper>.Instance);
        NewPass = () => new(
            Keeper,
            new(ledger.DataSource, metrics, wrapped, TimeProvider.System),
            ledger.DataSource,
            wrapped,
            NullLogger<RetentionPass>.Instance);
        Pass = NewPass();
    }

    public PartitionTables Tables { get; }

    public PartitionKeeper Keeper { get; }

    public RetentionPass Pass { get; }

    /// <summary>As another scheduler has it.</summary>
    public Func<RetentionPass> NewPass { get; }

    public string ConnectionString => _ledger.ConnectionString;

    public static async Task<RetentionLedger> CreateAsync(TestStores stores, RetentionOptions options)
        => new(
            await InvocationLedger.CreateAsync(stores),
            new ServiceCollection().AddMetrics().AddSingleton<RetentionMetrics>().BuildServiceProvider(),
            options);

    /// <summary>An invocation of some days ago with all that may belong to one.</summary>
    /// <param name="endedDaysAgo">Null for one that has not ended.</param>
    public async Task<Guid> AddAsync(string state, double daysAgo, double? endedDaysAgo = null)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddDays(-daysAgo));
        var ended = state is "queued" or "running"
            ? "NULL"
            : $"now() - {Text(endedDaysAgo ?? daysAgo)} * interval '1 day'";
        await ExecuteAsync(
            $"""
            INSERT INTO invocations (
                id, tenant, function_id, function_name, version_id, version, mode, state, priority, headers, attempt,
                max_attempts, lease_epoch, not_before, created_at, finished_at, timeout_ms, logs_size, payload, result)
            SELECT '{id}', 'default', gen_random_uuid(), 'hello', gen_random_uuid(), '1', 'async', '{state}', 'normal',
                '{"{}"}', 1, 3, 1, at, at, {ended}, 1000, 3, 'in', 'out'
            FROM (SELECT now() - {Text(daysAgo)} * interval '1 day' AS at) AS made;
            INSERT INTO invocation_logs (invocation_id, content) VALUES ('{id}', 'log');
            INSERT INTO invocation_attempts (invocation_id, lease_epoch, attempt, ended_at, error_kind)
            VALUES ('{id}', 0, 1, now(), 'platform_error');
            INSERT INTO invocation_checkpoints (
                invocation_id, name, content, compressed, size, lease_epoch, saved_at)
            VALUES ('{id}', 'one', 'x', false, 1, 1, now()), ('{id}', 'two', 'x', false, 1, 1, now());
            """);
        return id;
    }

    /// <summary>The partition of a day, as if it had been made in time.</summary>
    public Task MakeDayAsync(double daysAgo) => ExecuteAsync(
        $"""
        SELECT ensure_invocation_partitions(
            ((now() - {Text(daysAgo)} * interval '1 day') AT TIME ZONE 'UTC')::date)
        """);

    public Task<int> ExecuteAsync(string sql) => _ledger.ExecuteAsync(sql);

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _ledger.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>What there is of an invocation: i, l, a, c for its row, logs, attempts and checkpoints.</summary>
    public Task<string> PartsAsync(Guid id) => AskAsync<string>(
        $"""
        SELECT concat(
            (SELECT CASE WHEN result IS NULL AND payload IS NULL THEN 'i' ELSE 'I' END
                FROM invocations WHERE id = '{id}'),
            (SELECT 'l' FROM invocation_logs WHERE invocation_id = '{id}'),
            (SELECT 'a' FROM invocation_attempts WHERE invocation_id = '{id}'),
            (SELECT string_agg('c', '') FROM invocation_checkpoints WHERE invocation_id = '{id}'))
        """);

    public Task<bool> HasDayAsync(double daysAgo) => AskAsync<bool>(
        $"""
        SELECT to_regclass('invocations_' || to_char(
            (now() - {Text(daysAgo)} * interval '1 day') AT TIME ZONE 'UTC', 'YYYYMMDD')) IS NOT NULL
        """);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
