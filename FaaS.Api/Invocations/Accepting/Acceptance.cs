using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>How a request to run something later ends.</summary>
internal abstract record Acceptance
{
    private Acceptance()
    {
    }

    public sealed record Accepted(InvocationRow Row, InvocationTimes Times) : Acceptance;

    /// <param name="Row">The one that was accepted first for the same key.</param>
    public sealed record Replayed(InvocationRow Row) : Acceptance;

    /// <summary>The key stands for another request.</summary>
    public sealed record KeyReused : Acceptance;

    /// <summary>The first one is no longer kept.</summary>
    public sealed record Gone(Guid Id) : Acceptance;

    public sealed record Refused(SpentBudget Spent, TimeSpan RetryAfter) : Acceptance;
}
