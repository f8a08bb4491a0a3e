using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Invocations;

internal static class LeaseTimes
{
    /// <summary>How much longer than the timeout a lease lasts: loading the function, the way there and back.</summary>
    public static readonly TimeSpan Grace = FunctionLimits.MaxInit + TimeSpan.FromSeconds(30);

    /// <summary>A dispatcher that has not been seen for this long has lost its leases.</summary>
    public static readonly TimeSpan OwnerDeadAfter = TimeSpan.FromSeconds(6);

    /// <summary>
    /// Who has not been seen within this time itself concludes nothing of others: if the clock of Postgres steps, all
    /// look dead at once.
    /// </summary>
    public static readonly TimeSpan WitnessSeenWithin = TimeSpan.FromSeconds(3);

    /// <summary>Shorter than <see cref="OwnerDeadAfter"/>, so that nobody claims what is taken away at once.</summary>
    public static readonly TimeSpan OwnerClaimsWithin = TimeSpan.FromSeconds(5);

    /// <summary>On a row i of running invocations; each argument is the parameter with that value.</summary>
    /// <param name="orAbsent">Whether that its owner has not been seen is enough.</param>
    /// <param name="deadAfter"><see cref="OwnerDeadAfter"/>.</param>
    /// <param name="witness">The id of the dispatcher that asks.</param>
    /// <param name="seenWithin"><see cref="WitnessSeenWithin"/>.</param>
    public static string IsOver(string orAbsent, string deadAfter, string witness, string seenWithin) => $"""
        (i.lease_expires_at < now() OR {orAbsent}
            AND EXISTS (SELECT FROM dispatchers WHERE id = {witness} AND last_seen_at > now() - {seenWithin})
            AND NOT EXISTS (
                SELECT FROM dispatchers AS d WHERE d.id = i.lease_owner AND d.last_seen_at > now() - {deadAfter}))
        """;
}
