using FaaS.Infrastructure.Leadership;

namespace FaaS.Api.Admin;

/// <summary>The scheduler that does what only one may do.</summary>
/// <param name="Holder">Null while there is none: no scheduler runs, or the last one has just died.</param>
/// <param name="Url">Where workers reach it.</param>
/// <param name="Epoch">Grows with every change.</param>
/// <param name="Since">When this epoch began.</param>
/// <param name="ExpiresAt">Unless it renews its lease, which it does every 750 ms (<c>Leadership:Renewal</c>).</param>
internal sealed record LeaderResponse(
    string? Holder, string? Url, long Epoch, DateTimeOffset? Since, DateTimeOffset? ExpiresAt)
{
    public static LeaderResponse Of(LeadershipState? state) => state is { IsHeld: true }
        ? new(state.Holder, state.Url, state.Epoch, state.AcquiredAt, state.ExpiresAt)
        : new(null, null, state?.Epoch ?? 0, null, state?.ExpiresAt);
}
