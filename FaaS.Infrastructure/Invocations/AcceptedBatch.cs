namespace FaaS.Infrastructure.Invocations;

/// <param name="At">By the clock of Postgres.</param>
/// <param name="Keyed">Of those that came with an idempotency key, the ones whose key was free.</param>
internal sealed record AcceptedBatch(DateTimeOffset At, IReadOnlyCollection<Guid> Keyed)
{
    public bool Contains(NewInvocation invocation)
        => invocation.Row.IdempotencyKey is null || Keyed.Contains(invocation.Row.Id);
}
