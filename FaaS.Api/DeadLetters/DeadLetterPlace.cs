using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.DeadLetters;

/// <summary>Where a page of dead letters ended.</summary>
internal readonly record struct DeadLetterPlace(DateTimeOffset DiedAt, Guid Id)
{
    public static DeadLetterPlace? Of(InvocationRow row) => row.FinishedAt is { } diedAt ? new(diedAt, row.Id) : null;
}
