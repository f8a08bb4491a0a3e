extern alias api;

using System.Diagnostics.Metrics;
using api::FaaS.Api.Invocations;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Infrastructure.Workers;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Infrastructure.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Tests.Api.Invocations;

public sealed class InvocationJournalTests(TestStores stores) : IAsyncDisposable
{
    private static readonly InvocationOutcome Cancelled = new InvocationOutcome.Refused(Refusal.Cancelled, default);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RunningInvocations _running = new(TimeProvider.System);
    private readonly JournalOptions _options = new() { MaxEntries = 3 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private JournalMetrics Metrics => field ??= new(_services.GetRequiredService<IMeterFactory>());

    private InvocationJournal Journal
        => field ??= new(_running, Options.Create(_options), Metrics, TimeProvider.System);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public void When_nobody_writes_the_oldest_are_dropped_and_counted()
    {
        var ids = Enumerable.Range(0, 5).Select(_ => Add(Cancelled)).ToList();

        Assert.Equal([false, false, true, true, true], ids.Select(id => Journal.TryFind(id, out _)));
        Assert.Equal(2, Metrics.TotalDropped);
    }

    [Theory]
    [InlineData("ConcurrencyLimit")]
    [InlineData("NoCapacity")]
    public void What_was_refused_leaves_no_record(string reason)
    {
        var id = Add(new InvocationOutcome.Refused(Enum.Parse<Refusal>(reason), default));

        Assert.False(Journal.TryFind(id, out _));
    }

    [Fact]
    public void What_runs_here_is_found_at_once()
    {
        using var invocation = Begin();

        Assert.True(Journal.TryFind(invocation.Id, out var waiting));
        invocation.MarkStarted();
        Assert.True(Journal.TryFind(invocation.Id, out var started));

        Assert.Equal((InvocationState.Queued, InvocationState.Running), (waiting.Row.State, started.Row.State));
    }

    [Fact]
    public async Task What_is_left_at_shutdown_is_written_and_what_Postgres_refuses_holds_nobody_up()
    {
        await using var database = await stores.CreateDatabaseAsync(Token);
        await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        using var writer = new JournalWriter(
            Journal,
            Table(dataSource),
            Metrics,
            Options.Create(_options),
            TimeProvider.System,
            NullLogger<JournalWriter>.Instance);
        var good = Add(Cancelled);
        var bad = Add(new InvocationOutcome.Failed(
            new(FailureKind.FunctionError, "E", "m", ""), new string('w', 1000), ExecutionStats.None));
        var alsoGood = Add(Cancelled);

        await writer.StopAsync(Token);

        await using var context = database.CreateContext();
        var written = await context.Invocations.Select(row => row.Id).ToListAsync(Token);
        Assert.Equal(new[] { good, alsoGood }.Order(), written.Order());
        Assert.False(Journal.TryFind(bad, out _));
        Assert.Equal(1, Metrics.TotalDropped);
    }

    [Fact]
    public async Task What_is_there_already_is_not_written_twice()
    {
        await using var database = await stores.CreateDatabaseAsync(Token);
        await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        var table = Table(dataSource);
        Assert.True(Journal.TryFind(Add(Cancelled), out var entry));
        await table.InsertAsync([entry], Token);

        Assert.Equal([entry.Row.Id], await table.FindAsync([entry], Token));
    }

    private static JournalTable Table(NpgsqlDataSource dataSource)
        => new(dataSource, new UsageTable(dataSource, DispatcherIdentity.New(DispatcherKind.Api)));

    private Guid Add(InvocationOutcome outcome)
    {
        using var invocation = Begin();
        Journal.Add(invocation, outcome);
        return invocation.Id;
    }

    private RunningInvocation Begin()
        => _running.Begin(
            TestDispatcher.Function(),
            new InvocationRequest
            {
                InvocationId = Guid.CreateVersion7(),
                Payload = default,
                Timeout = TimeSpan.FromSeconds(30),
                Patience = TimeSpan.FromSeconds(30),
            },
            Token);
}
