using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Postgres.Deliveries;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Deliveries;

/// <summary>Makes one attempt at a delivery, and decides what follows.</summary>
internal sealed class DeliveryRunner(
    DeliveryEvents events,
    WebhookSender webhooks,
    FunctionTrigger functions,
    DeliveryMetrics metrics,
    IOptions<DeliveryOptions> options)
{
    private const int MaxErrorLength = 1024;

    private readonly RetryPolicy _retries = RetryPolicy.Default with
    {
        MaxAttempts = options.Value.MaxAttempts,
        Base = options.Value.RetryBase,
        Factor = 3,
        Cap = options.Value.RetryCap,
    };

    public async Task<DeliveryEnd> RunAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        var end = await events.ReadAsync(delivery, cancellationToken) is not { } content
            ? Failed(delivery, new(null, "The invocation is not kept any more.", IsFinal: true, null))
            : EndOf(delivery, await TellAsync(delivery, content, cancellationToken));
        metrics.Ended(KindOf(delivery), end.State);
        return end;
    }

    private Task<DeliveryAnswer> TellAsync(
        ClaimedDelivery delivery, DeliveryEvent content, CancellationToken cancellationToken)
        => delivery.Destination.Url is not null
            ? webhooks.SendAsync(delivery, content.Body, cancellationToken)
            : functions.InvokeAsync(delivery, content, cancellationToken);

    /// <summary>The end of an attempt in which something was thrown: it counts like any other.</summary>
    public DeliveryEnd Broken(ClaimedDelivery delivery)
    {
        var end = Failed(delivery, new(null, "The platform failed to tell it.", IsFinal: false, null));
        metrics.Ended(KindOf(delivery), end.State);
        return end;
    }

    private static string KindOf(ClaimedDelivery delivery)
        => delivery.Destination.Url is not null ? "webhook" : "function";

    private DeliveryEnd EndOf(ClaimedDelivery delivery, DeliveryAnswer answer)
        => answer.Error is null ? DeliveryEnd.Delivered(answer.StatusCode) : Failed(delivery, answer);

    private DeliveryEnd Failed(ClaimedDelivery delivery, DeliveryAnswer answer)
    {
        var error = answer.Error is { Length: > MaxErrorLength } text ? text[..MaxErrorLength] : answer.Error;
        if (answer.IsFinal || !_retries.Allows(delivery.Attempt + 1))
        {
            return new(DeliveryState.Failed, default, answer.StatusCode, error);
        }

        var delay = _retries.Delay(delivery.Attempt, Random.Shared.NextDouble());
        var asked = answer.RetryAfter ?? default;
        var longest = asked > delay ? asked : delay;
        return new(
            DeliveryState.Pending, longest < _retries.Cap ? longest : _retries.Cap, answer.StatusCode, error);
    }
}
