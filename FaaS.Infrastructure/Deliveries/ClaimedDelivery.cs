using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Deliveries;

/// <summary>A delivery that this scheduler alone may attempt, until its claim lapses.</summary>
/// <param name="Attempt">1-based.</param>
internal sealed record ClaimedDelivery(
    Guid Id, string Tenant, Guid InvocationId, Destination Destination, int Attempt, long LeaseEpoch)
{
    /// <summary>What is to be told. Null if an older version wrote the delivery.</summary>
    public EndedInvocation? Ended { get; init; }

    /// <summary>Whom a slow one of these could hold up.</summary>
    public string Target => Destination.Url?.Authority ?? Destination.Function ?? "";
}
