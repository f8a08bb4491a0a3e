namespace FaaS.Infrastructure.Leadership;

/// <summary>Who leads, as Postgres has it at this moment.</summary>
/// <param name="Url">Null when the holder is not among the live dispatchers.</param>
/// <param name="Left">Until the lease expires; not positive when it has.</param>
internal sealed record LeadershipState(
    string Holder, string? Url, long Epoch, DateTimeOffset AcquiredAt, DateTimeOffset ExpiresAt, TimeSpan Left)
{
    public bool IsHeld => Left > TimeSpan.Zero;
}
