namespace FaaS.Tests.Worker;

[Collection(WorkerCollection.Name)]
public sealed class RuntimeTests(WorkerFixture fixture)
{
    private readonly FakeDispatcher _dispatcher = fixture.Dispatcher;

    [Fact]
    public async Task A_python_handler_gets_json_and_returns_json()
    {
        var hello = TestFunction.Python(
            _dispatcher,
            """
            import os
            def handler(event, context):
                print("seen", event["name"])
                return {"message": os.environ["GREETING"] + " " + event["name"]}
            """);

        var answer = await _dispatcher.InvokeAsync(hello, """{"name":"you"}"""u8.ToArray(), "application/json");

        Assert.Equal("Hello you", answer.Json().GetProperty("message").GetString());
        Assert.Equal("application/json", answer.Result!.ContentType);
        Assert.Equal("seen you\n", answer.LogText);
        Assert.Equal(9, answer.Stats.LogsSize);
        Assert.True(answer.Stats.Cold);
        Assert.True(answer.Stats.CpuMs > 0 && answer.Stats.PeakMemoryBytes > 1_000_000, $"{answer.Stats}");
    }
}
