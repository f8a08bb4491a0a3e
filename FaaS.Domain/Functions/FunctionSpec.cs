using FaaS.Domain.Invocations;

namespace FaaS.Domain.Functions;

/// <summary>One immutable version of a function: all that is needed to run it.</summary>
public sealed record FunctionSpec
{
    public required Guid VersionId { get; init; }

    public required Guid FunctionId { get; init; }

    public required string Tenant { get; init; }

    public required FunctionName Name { get; init; }

    public required string Version { get; init; }

    public required Runtime Runtime { get; init; }

    public required Handler Handler { get; init; }

    public required CodeDigest CodeDigest { get; init; }

    public required CodeKind CodeKind { get; init; }

    public required int CodeSize { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required int MemoryMib { get; init; }

    /// <summary>In cores: 0.5 is half of one.</summary>
    public required double Cpu { get; init; }

    public required int MaxConcurrency { get; init; }

    public required Isolation Isolation { get; init; }

    public required NetworkAccess Network { get; init; }

    /// <summary>For asynchronous invocations.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <summary>How long an asynchronous invocation may wait to be started, from when it is due.</summary>
    public TimeSpan MaxEventAge { get; init; } = FunctionLimits.DefaultMaxEventAge;

    public required IReadOnlyDictionary<string, string> Environment { get; init; }
}
