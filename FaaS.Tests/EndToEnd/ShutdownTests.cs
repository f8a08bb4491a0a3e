using FaaS.Client.Functions;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

public sealed class ShutdownTests(TestStores stores)
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_container_is_left_when_the_platform_stops()
    {
        var platform = await Platform.StartAsync(stores, CancellationToken);
        await using (platform)
        {
            await platform.Client.Functions.CreateAsync(
                new FunctionDefinition
                {
                    Name = "keeps-its-sandbox",
                    Runtime = "python",
                    Handler = "handler",
                    Code = "def handler(event, context):\n    return 1\n"u8.ToArray(),
                    Isolation = Isolation.Function,
                },
                cancellationToken: CancellationToken);
            await platform.Client.Invocations.InvokeAsync("keeps-its-sandbox", null, CancellationToken);
            Assert.NotEmpty(await platform.ContainersAsync(CancellationToken));
        }

        await Eventually.TrueAsync(
            async () => (await platform.ContainersAsync(CancellationToken)).Count == 0,
            "the last container to go",
            TimeSpan.FromSeconds(10));
    }
}
