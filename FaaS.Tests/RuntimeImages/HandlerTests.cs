using System.Text.Json;
using FaaS.Domain.Invocations;

namespace FaaS.Tests.RuntimeImages;

/// <summary>What is true of handler functions in every language that has them.</summary>
public sealed class HandlerTests
{
    public static TheoryData<string> Images() => ["python", "nodejs"];

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Payload_becomes_an_event_by_its_content_type(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("kind");

        Assert.Equal("\"dict\"", (await sandbox.InvokeAsync("{\"a\":1}", "application/json; charset=utf-8")).Text);
        Assert.Equal("\"dict\"", (await sandbox.InvokeAsync("{\"a\":1}", "application/cloudevents+json")).Text);
        Assert.Equal("\"str\"", (await sandbox.InvokeAsync("{\"a\":1}", "text/plain")).Text);
        Assert.Equal("\"int\"", (await sandbox.InvokeAsync("1", "application/x-www-form-urlencoded")).Text);
        Assert.Equal("\"str\"", (await sandbox.InvokeAsync("a=1", "application/x-www-form-urlencoded")).Text);
        Assert.Equal("\"dict\"", (await sandbox.InvokeAsync("{}", null)).Text);
        Assert.Equal("\"NoneType\"", (await sandbox.InvokeAsync()).Text);
        Assert.Equal("\"bytes\"", (await sandbox.InvokeAsync("{}", "image/png")).Text);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Result_is_json_or_bytes(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("echo");
        byte[] bytes = [0, 255, 1, 254];

        var json = (await sandbox.InvokeAsync("{\"ü\":[1,null,\"\\u0000\"]}")).Succeeded();
        var binary = (await sandbox.InvokeAsync(bytes, "application/octet-stream")).Succeeded();
        var nothing = (await sandbox.InvokeAsync()).Succeeded();

        Assert.Equal(("application/json", "{\"ü\":[1,null,\"\\u0000\"]}"), (json.Result!.ContentType, json.Text));
        Assert.Equal("application/octet-stream", binary.Result!.ContentType);
        Assert.Equal(bytes, binary.Payload);
        Assert.Equal("null", nothing.Text);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Large_payloads_go_through_whole_and_larger_results_are_cut_over_the_limit(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("echo");
        var large = Enumerable.Range(0, 6_000_000).Select(index => (byte)index).ToArray();

        Assert.Equal(large, (await sandbox.InvokeAsync(large, "application/octet-stream")).Payload);
        var cut = await sandbox.InvokeAsync(new byte[(8 * 1024 * 1024) - 1024], "application/octet-stream");
        Assert.InRange(cut.Succeeded().Payload.Length, 6_291_457, (8 * 1024 * 1024) - 2048);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Payload_that_is_not_what_its_type_says_is_the_callers_fault(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("echo");

        var json = (await sandbox.InvokeAsync("{", "application/json")).Failed(FailureKind.BadPayload);
        var text = (await sandbox.InvokeAsync([0xff], "text/plain")).Failed(FailureKind.BadPayload);

        Assert.Contains("application/json", json.Message, StringComparison.Ordinal);
        Assert.Contains("text/plain", text.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Context_says_who_calls_what(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("look");

        var answer = (await sandbox.InvokeAsync()).Succeeded();

        Assert.Equal(
            $"[\"hello\",\"1.2.3\",128,2,\"{Guid.AllBitsSet}\",\"blue\",\"blue\",true]",
            JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(answer.Payload)));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Exception_is_told_with_the_users_frames_only(string image)
    {
        var sample = HandlerSample.Of(image);
        await using var sandbox = await sample.LoadAsync("fail");

        var answer = await sandbox.InvokeAsync("\"way\"");
        var error = answer.Failed(FailureKind.FunctionError);

        Assert.Equal(("ValueError", "no way"), (error.Type, error.Message));
        Assert.Contains($"/code/{sample.File}", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/opt/faas", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("node:internal", answer.Text, StringComparison.Ordinal);
        (await sandbox.InvokeAsync("\"again\"")).Failed(FailureKind.FunctionError);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Asynchronous_handlers_are_awaited(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("later");

        Assert.Equal("\"later\"", (await sandbox.InvokeAsync()).Succeeded().Text);
        Assert.Equal("\"later\"", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Result_that_is_not_json_is_the_functions_error(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("unreadable");

        var error = (await sandbox.InvokeAsync()).Failed(FailureKind.FunctionError);

        Assert.Equal("TypeError", error.Type);
        Assert.StartsWith("the result is not JSON: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Exit_is_told_and_ends_the_sandbox(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("leave");

        var error = (await sandbox.InvokeAsync()).Failed(FailureKind.Exited);

        Assert.Equal("exit status 3", error.Message);
        await sandbox.Closed.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
