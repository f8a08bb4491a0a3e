using System.Net;
using System.Text;
using System.Text.Json;
using FaaS.Infrastructure.Functions;
using StackExchange.Redis;

namespace FaaS.Tests.Api.Functions;

public sealed class FunctionTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Fact]
    public async Task Created_function_is_read_at_its_location_by_name_and_by_id()
    {
        var name = FunctionsApi.NewName();

        var response = await api.PostAsync(FunctionsApi.Request(name));

        var created = await FunctionsApi.JsonOf(response);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/functions/{name}", response.Headers.Location?.OriginalString);
        Assert.Equal(created.ToString(), await ReadAsync(name));
        Assert.Equal(created.ToString(), await ReadAsync(created.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task What_is_left_out_takes_its_default()
    {
        var name = FunctionsApi.NewName();

        var created = await api.CreateAsync(FunctionsApi.Request(name));

        Assert.Equal("1.0.0", created.GetProperty("version").GetString());
        Assert.Equal("30s", created.GetProperty("timeout").GetString());
        Assert.Equal(128, created.GetProperty("memory_mb").GetInt32());
        Assert.Equal(1, created.GetProperty("cpu").GetDouble());
        Assert.Equal(10, created.GetProperty("max_concurrency").GetInt32());
        Assert.Equal("invocation", created.GetProperty("isolation").GetString());
        Assert.Equal("none", created.GetProperty("network").GetString());
        Assert.Equal("{}", created.GetProperty("environment").ToString());
        Assert.Equal("{}", created.GetProperty("metadata").ToString());
        Assert.Equal("source", created.GetProperty("code").GetProperty("kind").GetString());
        Assert.Equal(["1.0.0"], Versions(created));
        Assert.True(created.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task What_is_given_is_kept()
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["version"] = "2.1.0-rc.1";
        request["timeout"] = "PT1M30S";
        request["memory_mb"] = 256;
        request["cpu"] = 0.5;
        request["max_concurrency"] = 3;
        request["isolation"] = "function";
        request["network"] = "egress";
        request["environment"] = new System.Text.Json.Nodes.JsonObject { ["Camel_Case"] = "ä \"quoted\"" };
        request["metadata"] = new System.Text.Json.Nodes.JsonObject { ["teamName"] = "edge" };

        var created = await api.CreateAsync(request);

        Assert.Equal("2.1.0-rc.1", created.GetProperty("version").GetString());
        Assert.Equal("1m30s", created.GetProperty("timeout").GetString());
        Assert.Equal(256, created.GetProperty("memory_mb").GetInt32());
        Assert.Equal(0.5, created.GetProperty("cpu").GetDouble());
        Assert.Equal(3, created.GetProperty("max_concurrency").GetInt32());
        Assert.Equal("function", created.GetProperty("isolation").GetString());
        Assert.Equal("egress", created.GetProperty("network").GetString());
        Assert.Equal("ä \"quoted\"", created.GetProperty("environment").GetProperty("Camel_Case").GetString());
        Assert.Equal("edge", created.GetProperty("metadata").GetProperty("teamName").GetString());
    }

    [Fact]
    public async Task Walk_through_of_the_specification_is_accepted_as_printed()
    {
        using var body = new StringContent(
            """
            {"name":"hello","version":"1.0.0","runtime":"go","handler":"main",
            "code":"cGFja2FnZSBtYWluCgppbXBvcnQgImZtdCIKCmZ1bmMgbWFpbigpIHsKCWZtdC5QcmludGxuKCJIZWxsbywgRmFhUyEiKQp9",
            "timeout":"30s","memory_mb":128,"max_concurrency":10,"environment":{},"metadata":{}}
            """,
            Encoding.UTF8,
            "application/json");

        var response = await api.Client.PostAsync(
            new Uri("/functions", UriKind.Relative), body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Same_version_again_is_a_conflict_and_changes_nothing()
    {
        var name = FunctionsApi.NewName();
        var created = await api.CreateAsync(FunctionsApi.Request(name));
        var again = FunctionsApi.Request(name);
        again["memory_mb"] = 512;

        var response = await api.PostAsync(again);

        await response.ShouldBeProblemAsync(HttpStatusCode.Conflict, "version-exists");
        Assert.Equal(created.ToString(), await ReadAsync(name));
    }

    [Fact]
    public async Task Another_version_of_the_same_name_becomes_current_and_the_first_is_kept()
    {
        var name = FunctionsApi.NewName();
        var first = await api.CreateAsync(FunctionsApi.Request(name));
        var next = FunctionsApi.Request(name);
        next["version"] = "2.0.0";
        next["code"] = FunctionsApi.Base64("def handler(event, context): return 2");

        var second = await api.CreateAsync(next);

        Assert.Equal("2.0.0", second.GetProperty("version").GetString());
        Assert.Equal(["1.0.0", "2.0.0"], Versions(second));
        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        Assert.Equal(first.GetProperty("created_at").GetString(), second.GetProperty("created_at").GetString());
        Assert.True(api.IsStored(first.GetProperty("code").GetProperty("digest").GetString()!));
    }

    [Fact]
    public async Task Put_without_version_publishes_the_next_one()
    {
        var name = FunctionsApi.NewName();
        await api.CreateAsync(FunctionsApi.Request(name));
        var request = FunctionsApi.Request(name);
        request.Remove("name");
        request["memory_mb"] = 256;

        var response = await api.PutAsync(name, request);

        var replaced = await FunctionsApi.JsonOf(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("1.0.1", replaced.GetProperty("version").GetString());
        Assert.Equal(256, replaced.GetProperty("memory_mb").GetInt32());
        Assert.Equal(["1.0.0", "1.0.1"], Versions(replaced));
    }

    [Fact]
    public async Task Put_without_version_finds_one_after_the_longest_name_too()
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["version"] = new string('v', 64);
        var name = (await api.CreateAsync(request)).GetProperty("name").GetString()!;
        request.Remove("version");

        var response = await api.PutAsync(name, request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("1.0.0", (await FunctionsApi.JsonOf(response)).GetProperty("version").GetString());
    }

    [Fact]
    public async Task Put_without_code_keeps_the_code()
    {
        var name = FunctionsApi.NewName();
        var created = await api.CreateAsync(FunctionsApi.Request(name));
        var request = FunctionsApi.Request(name);
        request.Remove("code");
        request["timeout"] = "5s";

        var replaced = await FunctionsApi.JsonOf(await api.PutAsync(created.GetProperty("id").GetString()!, request));

        Assert.Equal("5s", replaced.GetProperty("timeout").GetString());
        Assert.Equal(created.GetProperty("code").ToString(), replaced.GetProperty("code").ToString());
    }

    [Fact]
    public async Task Puts_at_the_same_time_each_get_a_version_of_their_own()
    {
        var name = FunctionsApi.NewName();
        await api.CreateAsync(FunctionsApi.Request(name));

        var responses = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => api.PutAsync(name, FunctionsApi.Request(name))));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        var function = await FunctionsApi.JsonOf(await api.GetAsync($"/functions/{name}"));
        Assert.Equal(["1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.4"], Versions(function).Order());
    }

    [Fact]
    public async Task Creates_at_the_same_time_leave_one_function()
    {
        var name = FunctionsApi.NewName();

        var responses = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => api.PostAsync(FunctionsApi.Request(name))));

        Assert.Equal(1, responses.Count(response => response.StatusCode == HttpStatusCode.Created));
        Assert.Equal(3, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Deleted_function_is_gone()
    {
        var name = FunctionsApi.NewName();
        await api.CreateAsync(FunctionsApi.Request(name));

        var deleted = await api.DeleteAsync(name);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await (await api.GetAsync($"/functions/{name}"))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "function-not-found");
        await (await api.DeleteAsync(name)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "function-not-found");
        await (await api.PutAsync(name, FunctionsApi.Request(name)))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "function-not-found");
        await (await api.GetAsync($"/functions/{name}/code"))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "function-not-found");
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("Not_A_Label")]
    [InlineData("a%20b")]
    [InlineData("0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10")]
    public async Task Function_that_is_not_there_is_a_404(string key)
        => await (await api.GetAsync($"/functions/{key}"))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "function-not-found");

    [Fact]
    public async Task Code_comes_back_byte_for_byte()
    {
        var name = FunctionsApi.NewName();
        var request = FunctionsApi.Request(name);
        await api.CreateAsync(request);

        var response = await api.GetAsync($"/functions/{name}/code");

        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("main.py", response.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(
            request["code"]!.GetValue<string>(),
            Convert.ToBase64String(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Every_change_is_told_to_the_other_replicas()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(api.Host.Redis.ConnectionString);
        var name = FunctionsApi.NewName();
        var heard = new List<FunctionChange>();
        var twice = new TaskCompletionSource();
        var channel = new RedisChannel(FunctionChange.Channel, RedisChannel.PatternMode.Literal);
        await redis.GetSubscriber().SubscribeAsync(channel, (_, message) =>
        {
            if (FunctionChange.TryParse(message, out var change) && change.Name == name)
            {
                heard.Add(change);
                if (heard.Count == 2)
                {
                    twice.SetResult();
                }
            }
        });

        var created = await api.CreateAsync(FunctionsApi.Request(name));
        await api.DeleteAsync(name);

        await twice.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.All(heard, change => Assert.Equal(created.GetProperty("id").GetGuid(), change.FunctionId));
    }

    private static IEnumerable<string?> Versions(JsonElement function)
        => function.GetProperty("versions").EnumerateArray().Select(version => version.GetString());

    private async Task<string> ReadAsync(string key)
        => (await FunctionsApi.JsonOf(await api.GetAsync($"/functions/{key}"))).ToString();
}
