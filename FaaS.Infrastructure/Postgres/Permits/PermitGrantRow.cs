namespace FaaS.Infrastructure.Postgres.Permits;

/// <summary>
/// How many invocations of one function one dispatcher may run at once. All rows of a function together are never more
/// than its limit, except while a limit that was lowered is waited for. It goes with the dispatcher's own row.
/// </summary>
public sealed class PermitGrantRow
{
    public required Guid FunctionId { get; init; }

    public required string DispatcherId { get; init; }

    public required int Permits { get; init; }

    /// <summary>How many it could use, when it last looked.</summary>
    public required int Demand { get; init; }

    public required DateTimeOffset DemandAt { get; init; }

    /// <summary>The function's limit when it last looked.</summary>
    public required int MaxConcurrency { get; init; }
}
