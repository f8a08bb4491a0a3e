using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Infrastructure.Invocations;

internal static class InvocationTotals
{
    /// <summary>Where this process counts.</summary>
    public static readonly short Shard = (short)(Environment.ProcessId % InvocationTotalsRow.Shards);
}
