using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FaaS.Api.Invocations.Accepting;
using FaaS.Domain.Invocations;

namespace FaaS.Api.Invocations.Idempotency;

/// <summary>
/// What a request asked for. The HTTP headers around a bare payload are no part of it: proxies, tracing and client
/// libraries change them from one try to the next. Those in the body of <c>POST /invoke</c> are.
/// </summary>
internal sealed record RequestDigest
{
    public required InvocationMode Mode { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Where the request has one; the function's may change with its next version.</summary>
    public TimeSpan? Timeout { get; init; }

    public InvocationPriority Priority { get; init; } = InvocationPriority.Normal;

    public RequestedTimes Times { get; init; }

    public byte[] Compute()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, (long)Mode);
        Append(hash, (long)Priority);
        Append(hash, Timeout?.Ticks ?? -1);
        Append(hash, Times.Delay.Ticks);
        Append(hash, Times.NotBefore?.UtcTicks ?? -1);
        Append(hash, Times.ExpiresIn?.Ticks ?? -1);
        Append(hash, ContentType);
        foreach (var (name, value) in (Headers ?? new Dictionary<string, string>()).OrderBy(
            header => header.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value);
        }

        // Of unknown length, hence last.
        hash.AppendData(Payload.Span);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        var bytes = Encoding.UTF8.GetBytes(text ?? "");
        Append(hash, text is null ? -1 : bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
