using System.Globalization;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Functions;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using Npgsql;

namespace FaaS.Scheduler.Deliveries;

/// <summary>
/// Invokes the function that is told of an invocation's end. The invocation has the delivery's id, so that an attempt
/// that is made twice causes it once.
/// </summary>
internal sealed class FunctionTrigger(
    FunctionLookup functions, InvocationAcceptance acceptance, InvocationIndex index, TimeProvider timeProvider)
{
    private const int MaxChain = 16;

    public async Task<DeliveryAnswer> InvokeAsync(
        ClaimedDelivery delivery, DeliveryEvent content, CancellationToken cancellationToken)
    {
        var reference = delivery.Destination.Function!;
        if (content.Chain >= MaxChain)
        {
            return Refused($"{MaxChain} functions have told one another; this looks like a circle.");
        }

        if (await functions.FindAsync(delivery.Tenant, reference, cancellationToken) is not { } function)
        {
            // It may be on its way: functions are deployed one after the other.
            return new(null, $"There is no function {reference}.", IsFinal: false, null);
        }

        var now = timeProvider.GetUtcNow();
        var chain = (content.Chain + 1).ToString(CultureInfo.InvariantCulture);
        var row = QueuedRow.Of(
            function,
            content.Body,
            "application/json",
            new() { [DeliveryEvents.ChainHeader] = chain },
            InvocationPriority.Normal,
            now,
            id: delivery.Id,
            traceId: content.TraceId);

        try
        {
            await acceptance.InsertAsync(
                [new NewInvocation(row) { MaxEventAge = function.MaxEventAge }], cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UniqueViolation)
        {
            // An earlier attempt got as far as this.
        }

        await index.QueuedAsync([new(row.Priority, row.Tenant, row.FunctionId, row.Id, TimeSpan.Zero)]);
        return new(null, null, IsFinal: true, null);
    }

    private static DeliveryAnswer Refused(string reason) => new(null, reason, IsFinal: true, null);
}
