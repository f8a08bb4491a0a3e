using System.Net;
using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Functions;
using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api.Invocations;

/// <summary>Synchronous invocations with an idempotency key.</summary>
public sealed class KeyedCallTests(TestStores stores) : IAsyncLifetime
{
    private InvokeApi _api = null!;
    private InvocationLedger _ledger = null!;
    private string _function = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private int Calls => _api.Worker.Calls.Count(call => call.Invoke is not null);

    public async ValueTask InitializeAsync()
    {
        _api = new(stores);
        await _api.InitializeAsync();
        _ledger = InvocationLedger.Over(_api.Functions.Host.Database);
        _function = await _api.DeployAsync();
    }

    [Fact]
    public async Task The_same_key_again_gets_the_same_answer_and_nothing_runs()
    {
        var large = new string('x', 100_000);

        using var first = await CallAsync("k", large);
        using var second = await CallAsync("k", large);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(large, await first.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(large, await second.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        string[] headers = ["X-Invocation-Id", "X-Function-Version", "X-Duration-Ms", "X-Cold-Start"];
        Assert.All(headers, name => Assert.Equal(first.Headers.GetValues(name), second.Headers.GetValues(name)));
        Assert.Equal((false, true), (IsReplay(first), IsReplay(second)));
        Assert.Equal(1, Calls);
    }

    [Fact]
    public async Task A_failure_is_replayed_as_it_was()
    {
        _api.Serve = call =>
        {
            call.Fail(FailureKind.FunctionError, "ValueError", "No.", "at line 1");
            return Task.CompletedTask;
        };

        using var first = await CallAsync("k", "1");
        using var second = await CallAsync("k", "1");

        Assert.Equal(HttpStatusCode.BadGateway, first.StatusCode);
        Assert.Equal(HttpStatusCode.BadGateway, second.StatusCode);
        var (one, other) = (await FunctionsApi.JsonOf(first), await FunctionsApi.JsonOf(second));
        foreach (var name in new[] { "type", "detail", "error" })
        {
            Assert.Equal(one.GetProperty(name).ToString(), other.GetProperty(name).ToString());
        }

        Assert.Equal(1, Calls);
    }

    [Fact]
    public async Task Who_comes_second_waits_for_the_end_of_the_first_on_any_replica()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.Serve = async call =>
        {
            await finish.Task;
            call.Succeed("42"u8, "application/json");
        };
        await using var other = ApiHost.Start(
            _api.Functions.Host.Database,
            _api.Functions.Host.Redis,
            services => services.AddSingleton<IFunctionVerifier>(new FakeVerifier()));
        using var otherClient = other.CreateClient();
        var first = CallAsync("k", "1");
        await _api.ArrivedAsync(call => call.Invoke is not null);
        var here = CallAsync("k", "1");
        var there = CallAsync("k", "1", client: otherClient);
        using var reused = await CallAsync("k", "2", client: otherClient);

        finish.SetResult();

        foreach (var waiting in new[] { first, here, there })
        {
            using var response = await waiting;
            Assert.Equal("42", await response.Content.ReadAsStringAsync(Cancel));
            Assert.Equal(waiting != first, IsReplay(response));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reused.StatusCode);
        Assert.Equal(1, Calls);
    }

    [Fact]
    public async Task Who_hangs_up_gets_the_result_by_asking_again()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.Serve = async call =>
        {
            await finish.Task;
            call.Succeed("42"u8, "application/json");
        };
        using var hangUp = new CancellationTokenSource();
        var first = CallAsync("k", "1", hangUp: hangUp);
        await _api.ArrivedAsync(call => call.Invoke is not null);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        finish.SetResult();

        using var second = await CallAsync("k", "1");

        Assert.Equal("42", await second.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((true, 1), (IsReplay(second), Calls));
    }

    [Fact]
    public async Task A_call_that_ran_nothing_leaves_its_key_free()
    {
        var refuse = true;
        _api.Serve = call =>
        {
            if (refuse)
            {
                call.Fail(FailureKind.PlatformError, stats: new(false, 0, 0, 0, 0, 0, "", 0));
            }
            else
            {
                call.Succeed("42"u8, "application/json");
            }

            return Task.CompletedTask;
        };

        using var refused = await CallAsync("k", "1");
        refuse = false;
        using var second = await CallAsync("k", "2");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("42", await second.Content.ReadAsStringAsync(Cancel));
        Assert.False(IsReplay(second));
    }

    [Theory]
    [InlineData("lease_expires_at = now() - interval '1 second'")]
    [InlineData("lease_owner = 'api-that-died'")]
    public async Task A_call_whose_process_died_is_said_to_be_unknown(string loss)
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.Serve = async call =>
        {
            await finish.Task;
            call.Succeed("42"u8, "application/json");
        };
        await using var other = ApiHost.Start(
            _api.Functions.Host.Database,
            _api.Functions.Host.Redis,
            services => services.AddSingleton<IFunctionVerifier>(new FakeVerifier()));
        using var otherClient = other.CreateClient();
        var first = CallAsync("k", "1");
        await _api.ArrivedAsync(call => call.Invoke is not null);
        await _ledger.ExecuteAsync($"UPDATE invocations SET {loss}");

        using var second = await CallAsync("k", "1", client: otherClient);
        finish.SetResult();
        using var late = await first;
        using var third = await CallAsync("k", "1");

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var problem = await FunctionsApi.JsonOf(second);
        Assert.Equal("https://faas.dev/problems/outcome-unknown", problem.GetProperty("type").GetString());
        var row = await _ledger.ReadAsync(problem.GetProperty("invocation_id").GetGuid());
        Assert.Equal((InvocationState.Failed, FailureKind.PlatformError), (row.State, row.ErrorKind));
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
        Assert.Equal(1, Calls);
    }

    [Fact]
    public async Task Invoke_replays_the_document_with_its_whole_result()
    {
        var payload = $"\"{new string('x', 50_000)}\"";
        var body = $$"""{"function_id":"{{_function}}","async":false,"payload":{{payload}}}""";

        using var first = await CallAsync("k", body, "/invoke");
        using var second = await CallAsync("k", body, "/invoke");

        var (one, other) = (await FunctionsApi.JsonOf(first), await FunctionsApi.JsonOf(second));
        foreach (var name in new[] { "id", "status", "result", "content_type", "idempotency_key", "run_ms", "worker" })
        {
            Assert.Equal(one.GetProperty(name).ToString(), other.GetProperty(name).ToString());
        }

        Assert.Equal((true, 1), (IsReplay(second), Calls));
        Assert.Equal(payload.Trim('"'), other.GetProperty("result").GetString());
    }

    [Fact]
    public async Task The_record_is_there_while_it_runs_and_can_be_cancelled_from_another_replica()
    {
        _api.Serve = async call =>
        {
            await call.Cancelled;
            call.Fail(FailureKind.Cancelled, "Cancelled", "It was cancelled.");
        };
        await using var other = ApiHost.Start(
            _api.Functions.Host.Database,
            _api.Functions.Host.Redis,
            services => services.AddSingleton<IFunctionVerifier>(new FakeVerifier()));
        using var otherClient = other.CreateClient();
        var first = CallAsync("k", "1");
        var id = (await _api.ArrivedAsync(call => call.Invoke is not null)).Invoke!.InvocationId;
        Assert.Equal(InvocationState.Running, (await _ledger.ReadAsync(id)).State);

        using var cancel = await otherClient.PostAsync(
            new Uri($"/invocations/{id}/cancel", UriKind.Relative), null, Cancel);
        using var cancelled = await first;
        using var replay = await CallAsync("k", "1");

        Assert.Equal((499, 499), ((int)cancelled.StatusCode, (int)replay.StatusCode));
        Assert.Equal(InvocationState.Cancelled, (await _ledger.ReadAsync(id)).State);
    }

    [Fact]
    public async Task A_malformed_key_is_refused_before_anything_runs()
    {
        using var response = await CallAsync(new string('k', 256), "1");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, Calls);
    }

    private static bool IsReplay(HttpResponseMessage response) => response.Headers.Contains("Idempotency-Replayed");

    private async Task<HttpResponseMessage> CallAsync(
        string key,
        string payload,
        string? path = null,
        HttpClient? client = null,
        CancellationTokenSource? hangUp = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(path ?? $"/functions/{_function}/invoke", UriKind.Relative));
        request.Content = new StringContent(payload, Encoding.UTF8, "application/json");
        Assert.True(request.Headers.TryAddWithoutValidation("Idempotency-Key", key));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hangUp?.Token ?? default, Cancel);
        return await (client ?? _api.Client).SendAsync(request, either.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DataSource.DisposeAsync();
        await _api.DisposeAsync();
    }
}
