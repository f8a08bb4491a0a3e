using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Invocations.DeadLetters;
using FaaS.Infrastructure.Postgres.Deliveries;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FaaS.Tests.Scheduler.Deliveries;

public sealed class DeliveryTests(TestStores stores) : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private TestDatabase _database = null!;
    private InvocationLedger _ledger = null!;
    private TestRedis _redis = null!;
    private Receiver _receiver = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync(Cancel);
        _ledger = InvocationLedger.Over(_database);
        _redis = await stores.CreateRedisAsync(Cancel);
        _receiver = await Receiver.StartAsync();
    }

    [Fact]
    public async Task A_success_is_told_once_and_signed()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Echo);
        var version = await PublishAsync("on_success", Webhook(_receiver.Url));

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        var delivery = await EndedAsync(id);
        Assert.Equal((DeliveryState.Delivered, 1, 204), (delivery.State, delivery.Attempts, delivery.StatusCode));
        var call = Assert.Single(_receiver.Calls);
        Assert.Equal($"{delivery.Id}", call.Headers["webhook-id"]);
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(call.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(
            WebhookSignature.Of(Secret, $"{delivery.Id}", sentAt, call.Body), call.Headers["webhook-signature"]);
        var content = JsonElement.Parse(call.Body);
        Assert.Equal("invocation.succeeded", content.GetProperty("type").GetString());
        var data = content.GetProperty("data");
        Assert.Equal(id, data.GetProperty("invocation_id").GetGuid());
        Assert.Equal(0, data.GetProperty("result").GetInt32());
        Assert.Equal("json", data.GetProperty("result_encoding").GetString());
    }

    [Fact]
    public async Task A_death_is_told_with_its_error_and_payload()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(
            (_, _, _) => Task.FromResult(WorkerReply.Error(FailureKind.BadPayload)));
        var version = await PublishAsync("on_failure", Webhook(_receiver.Url));

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        await EndedAsync(id);
        var data = JsonElement.Parse(Assert.Single(_receiver.Calls).Body).GetProperty("data");
        Assert.Equal("dead", data.GetProperty("status").GetString());
        Assert.Equal("not_retryable", data.GetProperty("dead_reason").GetString());
        Assert.Equal("bad_payload", data.GetProperty("error").GetProperty("kind").GetString());
        Assert.Equal(0, data.GetProperty("payload").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_death_is_told_as_it_was_although_it_was_redriven_or_purged_meanwhile(bool isPurged)
    {
        var version = await PublishAsync("on_failure", Webhook(_receiver.Url));
        var id = (await _ledger.AcceptAsync(version, 1))[0];
        var claimed = await _ledger.ClaimAsync(id);
        await _ledger.SettleAsync(claimed, new(FailureKind.BadPayload, "TypeError", "Not so.", ""));
        var filter = new DeadLetterFilter("default");
        if (isPurged)
        {
            Assert.Equal(1, await _ledger.Purge.PurgeAsync(filter, 10, Cancel));
        }
        else
        {
            Assert.Single(await _ledger.Redrive.RedriveAsync(
                filter, 10, TimeSpan.Zero, TimeSpan.FromHours(1), Cancel));
        }

        await using var scheduler = Scheduler();

        Assert.Equal(DeliveryState.Delivered, (await EndedAsync(id)).State);
        var content = JsonElement.Parse(Assert.Single(_receiver.Calls).Body);
        var data = content.GetProperty("data");
        Assert.Equal(
            ("invocation.dead", "dead", "not_retryable", 1),
            (content.GetProperty("type").GetString(), data.GetProperty("status").GetString(),
                data.GetProperty("dead_reason").GetString(), data.GetProperty("attempt").GetInt32()));
        Assert.Equal(
            """{"kind":"bad_payload","type":"TypeError","message":"Not so."}""", $"{data.GetProperty("error")}");
        Assert.NotEqual(JsonValueKind.Null, data.GetProperty("finished_at").ValueKind);
        Assert.Equal(isPurged, data.TryGetProperty("payload_omitted", out _));
    }

    [Fact]
    public async Task A_receiver_that_fails_is_asked_again_under_the_same_id()
    {
        _receiver.Answer = (call, _) => call < 3 ? 503 : 200;
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Echo);
        var version = await PublishAsync("on_success", Webhook(_receiver.Url));

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        var delivery = await EndedAsync(id);
        Assert.Equal((DeliveryState.Delivered, 3), (delivery.State, delivery.Attempts));
        Assert.Single(_receiver.Calls.Select(call => call.Headers["webhook-id"]).Distinct());
    }

    [Theory]
    [InlineData(410, 1)]
    [InlineData(500, 4)]
    [InlineData(302, 4)]
    public async Task Who_never_takes_it_is_given_up(int status, int attempts)
    {
        _receiver.Answer = (_, response) =>
        {
            response.Headers.Location = "http://127.0.0.1:1/";
            return status;
        };
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Echo);
        var version = await PublishAsync("on_success", Webhook(_receiver.Url));

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        var delivery = await EndedAsync(id);
        Assert.Equal(
            (DeliveryState.Failed, attempts, (int?)status, $"The receiver answered {status}."),
            (delivery.State, delivery.Attempts, delivery.StatusCode, delivery.Error));
        Assert.Equal(attempts, _receiver.Calls.Count);
    }

    [Fact]
    public async Task What_leads_inside_is_not_called()
    {
        await using var scheduler = new SchedulerHost(
            _ledger.ConnectionString, _redis.ConnectionString, null, Pace());
        await using var worker = await scheduler.WorkerAsync(Echo);
        var version = await PublishAsync("on_success", Webhook(_receiver.Url));

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        var delivery = await EndedAsync(id);
        Assert.Equal((DeliveryState.Failed, 1), (delivery.State, delivery.Attempts));
        Assert.Contains("the machine itself", delivery.Error, StringComparison.Ordinal);
        Assert.Empty(_receiver.Calls);
    }

    [Fact]
    public async Task A_result_that_is_too_deep_for_the_event_is_told_as_text()
    {
        var result = $"{new string('[', 63)}{new string(']', 63)}";
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync((_, _, _) => Task.FromResult(WorkerReply.Result(result)));
        var version = await PublishAsync("on_success", Webhook(_receiver.Url));

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        Assert.Equal(DeliveryState.Delivered, (await EndedAsync(id)).State);
        var data = JsonElement.Parse(Assert.Single(_receiver.Calls).Body).GetProperty("data");
        Assert.Equal("text", data.GetProperty("result_encoding").GetString());
        Assert.Equal(result, data.GetProperty("result").GetString());
    }

    [Fact]
    public async Task What_the_platform_fails_to_tell_is_given_up_too()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Echo);
        var listener = await _ledger.PublishAsync("listener");
        await _ledger.ExecuteAsync($"UPDATE function_versions SET handler = '!' WHERE id = '{listener.Id}'");
        var version = await PublishAsync("on_success", """{"function":"listener"}""");

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        var delivery = await EndedAsync(id);
        Assert.Equal(
            (DeliveryState.Failed, 4, "The platform failed to tell it."),
            (delivery.State, delivery.Attempts, delivery.Error));
    }

    [Fact]
    public async Task A_function_is_invoked_with_it_exactly_once()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Echo);
        var listener = await _ledger.PublishAsync("listener");
        var version = await PublishAsync("on_success", """{"function":"listener"}""");

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        var delivery = await EndedAsync(id);
        Assert.Equal((DeliveryState.Delivered, 1), (delivery.State, delivery.Attempts));
        await _ledger.BecomesAsync(delivery.Id, InvocationState.Succeeded);
        var told = await _ledger.ReadAsync(delivery.Id);
        Assert.Equal(listener.FunctionId, told.FunctionId);
        Assert.Equal(
            id, JsonElement.Parse(told.Payload!).GetProperty("data").GetProperty("invocation_id").GetGuid());
        Assert.Equal(0, (await _ledger.Reports.ReadAsync(Cancel)).Drift);
    }

    [Fact]
    public async Task A_circle_of_functions_ends()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Echo);
        await _ledger.AcceptAsync(await PublishAsync("on_success", """{"function":"teller"}"""), 1);

        await Eventually.TrueAsync(
            async () => (await ReadAsync(row => row.State == DeliveryState.Failed)) is not null,
            "the circle to end",
            TimeSpan.FromSeconds(60));

        await using var context = _database.CreateContext();
        Assert.Equal(17, await context.Invocations.CountAsync(Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _redis.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    private static Task<WorkerReply> Echo(Invoke invoke, string payload, CancellationToken cancellationToken)
        => Task.FromResult(WorkerReply.Result(payload));

    private static Dictionary<string, string> Pace() => new()
    {
        ["Deliveries:PollInterval"] = "00:00:00.020",
        ["Deliveries:RetryBase"] = "00:00:00.010",
        ["Deliveries:MaxAttempts"] = "4",
    };

    private static string Webhook(Uri url) => JsonSerializer.Serialize(new { url, secret = Secret });

    private SchedulerHost Scheduler() => new(
        _ledger.ConnectionString,
        _redis.ConnectionString,
        null,
        [.. Pace(), KeyValuePair.Create("Callbacks:AllowedNetworks:0", "127.0.0.0/8")]);

    private async Task<FunctionVersionRow> PublishAsync(string column, string destination)
    {
        var version = await _ledger.PublishAsync("teller");
        await using var command = _ledger.DataSource.CreateCommand(
            $"UPDATE function_versions SET {column} = $1::jsonb WHERE id = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = destination });
        command.Parameters.Add(new NpgsqlParameter { Value = version.Id });
        await command.ExecuteNonQueryAsync(Cancel);
        return version;
    }

    private async Task<DeliveryRow> EndedAsync(Guid invocationId)
    {
        DeliveryRow? ended = null;
        await Eventually.TrueAsync(
            async () => (ended = await ReadAsync(
                row => row.InvocationId == invocationId && row.State != DeliveryState.Pending)) is not null,
            "the delivery to end",
            TimeSpan.FromSeconds(60));
        return ended!;
    }

    private async Task<DeliveryRow?> ReadAsync(System.Linq.Expressions.Expression<Func<DeliveryRow, bool>> wanted)
    {
        await using var context = _database.CreateContext();
        return await context.Deliveries.AsNoTracking().FirstOrDefaultAsync(wanted, Cancel);
    }
}
