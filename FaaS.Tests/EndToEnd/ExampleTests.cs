using System.Text.Json;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>Every function in examples/, deployed by the command line's own guesses.</summary>
public sealed class ExampleTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    [Theory]
    [InlineData("python/hello.py", "hello")]
    [InlineData("nodejs/hello-node.js", "hello-node")]
    public async Task Hello_greets_by_name(string path, string name)
    {
        await DeployExampleAsync(path);

        var greeting = await InvokeAsync(name, Payload.Json("""{"name":"Ada"}"""));
        var anybody = await InvokeAsync(name, Payload.Empty);

        Assert.Equal("Hello, Ada!", JsonElement.Parse(greeting).GetProperty("message").GetString());
        Assert.Equal("Hello, FaaS!", JsonElement.Parse(anybody).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("go/hello-go", "hello-go", "Hello, FaaS!\n")]
    [InlineData("python/wordcount.py", "wordcount", "1 lines, 3 words\n")]
    [InlineData("nodejs/wordcount-node.js", "wordcount-node", "1 lines, 3 words\n")]
    public async Task A_program_reads_stdin_and_prints_its_result(string path, string name, string result)
    {
        await DeployExampleAsync(path);

        Assert.Equal(result, await InvokeAsync(name, Payload.Text("one two three\n")));
    }

    [Theory]
    [InlineData("python/textstats.py", "textstats")]
    [InlineData("nodejs/textstats-node", "textstats-node")]
    [InlineData("go/textstats-go", "textstats-go")]
    public async Task Statistics_of_a_real_text_are_the_same_in_every_language(string path, string name)
    {
        await DeployExampleAsync(path);
        var text = await File.ReadAllTextAsync(Example("input/alice.txt"), CancellationToken);

        var statistics = JsonElement.Parse(await InvokeAsync(name, Payload.Text(text)));

        Assert.Equal(325, statistics.GetProperty("words").GetInt32());
        Assert.Equal(25, statistics.GetProperty("lines").GetInt32());
        Assert.Equal(1745, statistics.GetProperty("characters").GetInt32());
        Assert.Equal(9, statistics.GetProperty("sentences").GetInt32());
        Assert.Equal("waistcoat-pocket", statistics.GetProperty("longest_word").GetString());
    }

    [Theory]
    [InlineData("python/fails.py", "fails", "LookupError: no price for 'coffee'", "unit_price")]
    [InlineData("nodejs/fails-node.js", "fails-node", "RangeError: no price for 'coffee'", "unitPrice")]
    [InlineData("go/fails-go", "fails-go", "no price for 'coffee'", "main.unitPrice")]
    public async Task A_failure_names_the_users_own_lines(string path, string name, string message, string frame)
    {
        await DeployExampleAsync(path);

        var run = await CliProcess.RunAsync(Platform.Url, ["invoke", name]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Contains(frame, run.Error);
    }

    [Theory]
    [InlineData("python/slow.py", "slow")]
    [InlineData("nodejs/slow-node.js", "slow-node")]
    [InlineData("go/slow-go", "slow-go")]
    public async Task Slow_takes_as_long_as_it_is_told_to_and_logs_each_step(string path, string name)
    {
        await DeployExampleAsync(path);

        var result = await Faas.Invocations.InvokeAsync(name, Payload.Json("""{"seconds":0.7}"""), CancellationToken);

        Assert.InRange(JsonElement.Parse(result.Content).GetProperty("steps").GetInt32(), 2, 3);
        Assert.InRange(result.Duration.TotalSeconds, 0.7, 10);
    }

    [Theory]
    [InlineData("python/primes.py", "primes")]
    [InlineData("nodejs/primes-node.js", "primes-node")]
    public async Task Primes_goes_on_where_its_first_attempt_died(string path, string name)
    {
        await DeployExampleAsync(path);

        var ended = await RunAsync(
            await Faas.Functions.GetAsync(name, CancellationToken),
            Payload.Json("""{"limit":200000,"dies_at":100000}"""));

        Assert.Equal(InvocationStatus.Succeeded, ended.Status);
        Assert.Equal(17984, ended.Result?.GetProperty("primes").GetInt32());
        var startedAt = ended.Result?.GetProperty("started_at").EnumerateArray().Select(at => at.GetInt32()).ToArray();
        Assert.NotNull(startedAt);
        Assert.Equal(0, startedAt[0]);
        Assert.InRange(startedAt[^1], 50_000, 150_000);
    }

    private async Task DeployExampleAsync(string path)
    {
        var run = await CliProcess.RunAsync(Platform.Url, ["deploy", Example(path)]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private async Task<string> InvokeAsync(string name, Payload payload)
        => (await Faas.Invocations.InvokeAsync(name, payload, CancellationToken)).Text;
}
