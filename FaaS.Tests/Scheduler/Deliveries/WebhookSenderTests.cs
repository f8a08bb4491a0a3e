extern alias scheduler;

using System.Net;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Deliveries;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using scheduler::FaaS.Scheduler.Deliveries;

namespace FaaS.Tests.Scheduler.Deliveries;

public sealed class WebhookSenderTests : IAsyncLifetime
{
    private Receiver _receiver = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task A_name_that_leads_to_the_machine_itself_is_not_called()
    {
        using var sender = Sender([], IPAddress.Loopback);

        var answer = await sender.SendAsync(DeliveryTo("inside.example"), "{}"u8.ToArray(), Cancel);

        Assert.Equal((null, false), (answer.StatusCode, answer.IsFinal));
        Assert.Equal("inside.example does not lead to a public address.", answer.Error);
        Assert.Empty(_receiver.Calls);
    }

    [Fact]
    public async Task Of_several_addresses_only_those_that_are_allowed_are_called()
    {
        using var sender = Sender(["127.0.0.1/32"], IPAddress.Parse("127.0.0.2"), IPAddress.Loopback);

        var answer = await sender.SendAsync(DeliveryTo("inside.example"), "{}"u8.ToArray(), Cancel);

        Assert.Equal((204, null), (answer.StatusCode, answer.Error));
        Assert.Equal("inside.example", Assert.Single(_receiver.Calls).Headers["Host"].Split(':')[0]);
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_is_not_waited_for()
    {
        var silence = new TaskCompletionSource();
        _receiver.Answer = (_, _) =>
        {
            silence.Task.Wait(Cancel);
            return 200;
        };
        using var sender = Sender(["127.0.0.1/32"], IPAddress.Loopback);

        var answer = await sender.SendAsync(DeliveryTo("inside.example"), "{}"u8.ToArray(), Cancel);

        Assert.Equal((null, "No answer within 1 s.", false), (answer.StatusCode, answer.Error, answer.IsFinal));
        silence.SetResult();
    }

    private static WebhookSender Sender(string[] allowed, params IPAddress[] addresses) => new(
        new CallbackAddresses(Options.Create(new CallbackOptions { AllowedNetworks = allowed })),
        (_, _) => Task.FromResult(addresses),
        Options.Create(new DeliveryOptions { Timeout = TimeSpan.FromSeconds(1) }),
        TimeProvider.System,
        NullLogger<WebhookSender>.Instance);

    private ClaimedDelivery DeliveryTo(string host) => new(
        Guid.CreateVersion7(),
        "default",
        Guid.CreateVersion7(),
        new Destination { Url = new UriBuilder(_receiver.Url) { Host = host }.Uri, Secret = "a secret of the test" },
        1,
        1);
}
