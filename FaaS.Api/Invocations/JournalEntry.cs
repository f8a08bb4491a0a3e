using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations;

/// <summary>A finished invocation as it will be in Postgres.</summary>
/// <param name="Log">Empty when nothing was written.</param>
internal sealed record JournalEntry(InvocationRow Row, byte[] Log)
{
    private const int RowBytes = 1024;

    /// <summary>Roughly what it holds in memory.</summary>
    public int Bytes => RowBytes + Log.Length + (Row.Result?.Length ?? 0) + (2 * (Row.ErrorStack?.Length ?? 0));
}
