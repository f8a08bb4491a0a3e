using FaaS.Client.Admin;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

public sealed class UsageTests(TestStores stores) : IAsyncLifetime
{
    private Platform _platform = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Of its own: everybody is the same tenant, and others would use something meanwhile.
    public async ValueTask InitializeAsync() => _platform = await Platform.StartAsync(stores, Cancel);

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Usage_is_the_sum_of_the_records()
    {
        var faas = _platform.Client;
        var function = await faas.Functions.CreateAsync(
            new FunctionDefinition
            {
                Name = "worker",
                Runtime = "python",
                Handler = "handler",
                Code = """
                    def handler(event, context):
                        print(sum(range(event)))
                        return "x" * 20000
                    """u8.ToArray(),
            },
            cancellationToken: Cancel);
        for (var call = 0; call < 3; call++)
        {
            await faas.Invocations.InvokeAsync(function.Name, Payload.Json("100000"), Cancel);
            var queued = await faas.Invocations.EnqueueAsync(function.Name, Payload.Json("200000"), Cancel);
            await faas.Invocations.WaitAsync(queued.Id, Cancel);
        }

        List<UsageInfo> usage = [];
        await Eventually.TrueAsync(
            async () => (usage = [.. await faas.Admin.GetUsageAsync(hours: 2, cancellationToken: Cancel)])
                .Sum(hour => hour.Invocations) == 6,
            "six invocations to be counted");

        var page = await faas.Invocations.ListAsync(new InvocationFilter(), cancellationToken: Cancel);
        Assert.Equal(6, page.Items.Count);
        Assert.All(page.Items, invocation => Assert.Equal((6L, 20_002L), (invocation.BytesIn, invocation.BytesOut)));
        Assert.All(usage, hour => Assert.Equal("default", hour.Tenant));
        Assert.Equal(page.Items.Sum(one => one.CpuMs ?? 0), 1000 * usage.Sum(hour => hour.CpuSeconds), 1e-6);
        Assert.Equal(
            page.Items.Sum(one => one.MemoryMb / 1024.0 * one.RunMs ?? 0),
            1000 * usage.Sum(hour => hour.GibSeconds),
            1e-6);
        Assert.Equal(page.Items.Sum(one => one.BytesIn ?? 0), usage.Sum(hour => hour.BytesIn));
        Assert.Equal(page.Items.Sum(one => one.BytesOut ?? 0), usage.Sum(hour => hour.BytesOut));
        Assert.Equal(page.Items.Sum(one => one.LogsSize ?? 0), usage.Sum(hour => hour.LogsSize));
        Assert.Equal(0, usage.Sum(hour => hour.NetworkSentBytes + hour.NetworkReceivedBytes));
    }
}
