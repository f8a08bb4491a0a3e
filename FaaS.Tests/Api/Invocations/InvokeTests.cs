using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Tests.Api.Functions;

namespace FaaS.Tests.Api.Invocations;

public sealed class InvokeTests(InvokeApi api) : IClassFixture<InvokeApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    [InlineData(FunctionLimits.MaxSyncPayloadBytes)]
    public async Task Body_goes_in_and_comes_out_as_it_is(int bytes)
    {
        api.Serve = InvokeApi.EchoAsync;
        var payload = RandomNumberGenerator.GetBytes(bytes);

        var response = await api.InvokeAsync(await api.DeployAsync(), Content(payload, "image/x-own"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/x-own", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(payload, await response.Content.ReadAsByteArrayAsync(Token));
        Assert.True(Guid.TryParse(Header(response, "X-Invocation-Id"), out _));
        Assert.Equal("1.9", Header(response, "X-Duration-Ms"));
        Assert.Equal("true", Header(response, "X-Cold-Start"));
        Assert.NotEmpty(Header(response, "X-Function-Version"));
    }

    [Fact]
    public async Task A_function_is_invoked_by_its_id_too()
    {
        api.Serve = InvokeApi.EchoAsync;
        var created = await api.Functions.CreateAsync(FunctionsApi.Request(FunctionsApi.NewName()));

        var response = await api.InvokeAsync(created.GetProperty("id").GetString()!);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("no-such-function")]
    [InlineData("Not_A_Name")]
    [InlineData("019aa5c4-0000-7000-8000-000000000000")]
    public async Task Unknown_function_is_not_found(string key)
        => await (await api.InvokeAsync(key)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "function-not-found");

    [Theory]
    [InlineData(FailureKind.FunctionError, HttpStatusCode.BadGateway, "function-error")]
    [InlineData(FailureKind.InitError, HttpStatusCode.BadGateway, "init-failed")]
    [InlineData(FailureKind.BuildError, HttpStatusCode.BadGateway, "build-failed")]
    [InlineData(FailureKind.Timeout, HttpStatusCode.GatewayTimeout, "function-timeout")]
    [InlineData(FailureKind.OutOfMemory, HttpStatusCode.BadGateway, "out-of-memory")]
    [InlineData(FailureKind.Exited, HttpStatusCode.BadGateway, "function-exited")]
    [InlineData(FailureKind.ResultTooLarge, HttpStatusCode.BadGateway, "result-too-large")]
    [InlineData(FailureKind.ProtocolError, HttpStatusCode.BadGateway, "sandbox-protocol-error")]
    [InlineData(FailureKind.BadPayload, HttpStatusCode.BadRequest, "bad-payload")]
    [InlineData(FailureKind.Cancelled, (HttpStatusCode)499, "cancelled")]
    [InlineData(FailureKind.PlatformError, HttpStatusCode.ServiceUnavailable, "platform-error")]
    public async Task Every_failure_is_told_apart(FailureKind kind, HttpStatusCode status, string name)
    {
        api.Serve = call =>
        {
            call.Fail(kind, "ValueError", "no \"x\" in it", "main.py, line 3");
            return Task.CompletedTask;
        };

        var response = await api.InvokeAsync(await api.DeployAsync());

        var error = (await response.ShouldBeProblemAsync(status, name)).GetProperty("error");
        Assert.Equal("ValueError", error.GetProperty("type").GetString());
        Assert.Equal("no \"x\" in it", error.GetProperty("message").GetString());
        Assert.Equal("main.py, line 3", error.GetProperty("stack_trace").GetString());
        Assert.True(Guid.TryParse(Header(response, "X-Invocation-Id"), out _));
    }

    [Theory]
    [InlineData("", "It failed. Nothing was run.")]
    [InlineData("sandbox-1", "It failed. It may have run, wholly or in part.")]
    public async Task When_the_platform_fails_the_caller_is_told_whether_anything_ran(string sandbox, string detail)
    {
        api.Serve = call =>
        {
            call.Fail(FailureKind.PlatformError, stats: new(true, 0.1, 0, 0, null, null, sandbox, 0));
            return Task.CompletedTask;
        };

        var response = await api.InvokeAsync(await api.DeployAsync());

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "platform-error");
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Too_large_a_payload_is_refused(bool isChunked)
    {
        var content = Content(new byte[FunctionLimits.MaxSyncPayloadBytes + 1], "application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/functions/{await api.DeployAsync()}/invoke");
        request.Content = content;
        request.Headers.TransferEncodingChunked = isChunked;

        var response = await api.Client.SendAsync(request, Token);

        await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload-too-large");
    }

    [Fact]
    public async Task Chunked_payload_arrives_whole()
    {
        api.Serve = InvokeApi.EchoAsync;
        var payload = RandomNumberGenerator.GetBytes(300_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/functions/{await api.DeployAsync()}/invoke");
        request.Content = Content(payload, "application/octet-stream");
        request.Headers.TransferEncodingChunked = true;

        var response = await api.Client.SendAsync(request, Token);

        Assert.Equal(payload, await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task The_function_sees_the_callers_headers_but_no_credentials()
    {
        api.Serve = InvokeApi.EchoAsync;
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/functions/{await api.DeployAsync()}/invoke");
        request.Headers.Add("X-Order", "7");
        request.Headers.Add("Cookie", "session=secret");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        request.Headers.Authorization = new("Bearer", "secret");

        await api.Client.SendAsync(request, Token);

        var invoke = (await api.ArrivedAsync(call => call.Invoke!.Headers!.ContainsKey("x-order"))).Invoke!;
        Assert.Equal("7", invoke.Headers!["x-order"]);
        Assert.DoesNotContain(invoke.Headers.Values, value => value.Contains("secret", StringComparison.Ordinal));
        Assert.Contains(trace.ToString(), invoke.Traceparent, StringComparison.Ordinal);
        Assert.Equal(30_000, invoke.TimeoutMs);
    }

    [Fact]
    public async Task Too_large_headers_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/functions/{await api.DeployAsync()}/invoke");
        request.Headers.Add("X-Long", new string('"', 9 * 1024));

        var response = await api.Client.SendAsync(request, Token);

        await response.ShouldBeProblemAsync((HttpStatusCode)431, "headers-too-large");
    }

    [Theory]
    [InlineData("text/html\r\nSet-Cookie: a=b")]
    [InlineData("text/plain\u00e9")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_content_type_that_is_no_header_is_not_passed_on(string? contentType)
    {
        api.Serve = call =>
        {
            call.Succeed("x"u8, contentType);
            return Task.CompletedTask;
        };

        var response = await api.InvokeAsync(await api.DeployAsync());

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_caller_who_goes_away_stops_the_sandbox()
    {
        api.Serve = _ => Task.CompletedTask;
        using var gone = new CancellationTokenSource();
        var function = await api.DeployAsync();
        var invoking = api.Client.PostAsync(
            new Uri($"/functions/{function}/invoke", UriKind.Relative), Content("mine"u8.ToArray(), "a/b"), gone.Token);
        var call = await api.ArrivedAsync(call => call.Payload.AsSpan().SequenceEqual("mine"u8));

        await gone.CancelAsync();

        await call.Cancelled;
        call.Fail(FailureKind.Cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invoking);
    }

    private static ByteArrayContent Content(byte[] bytes, string contentType)
        => new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };

    private static string Header(HttpResponseMessage response, string name)
        => Assert.Single(response.Headers.GetValues(name));
}
