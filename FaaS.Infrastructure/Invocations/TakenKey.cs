namespace FaaS.Infrastructure.Invocations;

/// <summary>What an idempotency key stands for.</summary>
internal sealed record TakenKey(Guid InvocationId, byte[] RequestDigest)
{
    public bool IsFor(ReadOnlySpan<byte> requestDigest) => requestDigest.SequenceEqual(RequestDigest);
}
