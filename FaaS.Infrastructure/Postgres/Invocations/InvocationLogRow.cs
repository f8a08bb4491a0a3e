namespace FaaS.Infrastructure.Postgres.Invocations;

/// <summary>What an invocation's last attempt wrote to stdout and stderr. Absent when it wrote nothing.</summary>
public sealed class InvocationLogRow
{
    public required Guid InvocationId { get; init; }

    public required byte[] Content { get; init; }
}
