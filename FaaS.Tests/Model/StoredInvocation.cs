using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

/// <summary>A row of Postgres, and what only an observer of everything knows of it.</summary>
internal sealed class StoredInvocation
{
    public required int Id { get; init; }

    public required Behaviour Behaviour { get; init; }

    public required AsyncInvocation Machine { get; set; }

    public string? Owner { get; set; }

    public long LeaseExpiresAt { get; set; }

    public long NotBefore { get; set; }

    public long? ExpiresAt { get; set; }

    /// <summary>The claim that holds its lease.</summary>
    public Claim? Holder { get; set; }

    /// <summary>How often its function has failed by itself since it was accepted or redriven.</summary>
    public int FunctionFailures { get; set; }

    public override string ToString() => $"i{Id}";
}
