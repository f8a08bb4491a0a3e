using FaaS.Domain.Functions;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Infrastructure.Invocations;

/// <summary>
/// A row on its way to Postgres. Its times are relative, so that they count from the clock that schedulers compare
/// with and not from that of whoever accepts it.
/// </summary>
internal sealed record NewInvocation(InvocationRow Row)
{
    public TimeSpan Delay { get; init; }

    /// <summary>An exact time instead of a delay.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>From now on.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>From when it is due.</summary>
    public TimeSpan MaxEventAge { get; init; } = FunctionLimits.DefaultMaxEventAge;

    /// <summary>Of what was asked for; goes with <see cref="InvocationRow.IdempotencyKey"/>.</summary>
    public byte[]? RequestDigest { get; init; }

    /// <summary>What Postgres makes of it.</summary>
    public InvocationTimes TimesAt(DateTimeOffset now)
    {
        var due = NotBefore ?? now + Delay;
        due = due < now ? now : due;
        var tooOld = due + MaxEventAge;
        return new(due, now + ExpiresIn is { } expiry && expiry < tooOld ? expiry : tooOld);
    }
}
