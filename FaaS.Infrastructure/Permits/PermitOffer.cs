using FaaS.Domain.Workers;

namespace FaaS.Infrastructure.Permits;

/// <summary>What a function's permits look like to one dispatcher, under the function's lock.</summary>
/// <param name="MaxConcurrency">The function's limit now.</param>
/// <param name="Held">By this dispatcher, as Postgres knows it.</param>
/// <param name="HeldByOthers">By all others together.</param>
/// <param name="FairShare">This dispatcher's, of what all could use.</param>
/// <param name="OthersLack">Another could use more than it has.</param>
internal readonly record struct PermitOffer(
    int MaxConcurrency, int Held, int HeldByOthers, int FairShare, bool OthersLack)
{
    private int Free => MaxConcurrency - Held - HeldByOthers;

    /// <summary>
    /// As many it may have for the time being. Whoever is alone with its wish takes all that is free, so that it need
    /// not ask again; what nobody else lacks is kept.
    /// </summary>
    public int Claim(int demand)
    {
        if (Free < 0)
        {
            return Math.Min(Held, FairShare);
        }

        return OthersLack
            ? Math.Min(FairShare, Held + Free)
            : Held + (demand > Held ? Free : 0);
    }

    public static PermitOffer Of(int maxConcurrency, IReadOnlyList<PermitHolder> holders, string self, long turn)
    {
        var mine = 0;
        Span<int> demands = stackalloc int[holders.Count];
        for (var i = 0; i < holders.Count; i++)
        {
            demands[i] = holders[i].Demand;
            mine = holders[i].DispatcherId == self ? i : mine;
        }

        return new(
            maxConcurrency,
            holders[mine].Permits,
            holders.Sum(holder => holder.Permits) - holders[mine].Permits,
            FairShares.Divide(maxConcurrency, demands, turn)[mine],
            holders.Where((holder, i) => i != mine).Any(holder => holder.Demand > holder.Permits));
    }
}
