using FaaS.Domain.Durations;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Postgres.Functions;

namespace FaaS.Api.Functions;

/// <summary>A function as its current version.</summary>
internal sealed record FunctionResponse
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Runtime { get; init; }

    public required string Handler { get; init; }

    public required CodeResponse Code { get; init; }

    public required string Timeout { get; init; }

    public required int MemoryMb { get; init; }

    public required double Cpu { get; init; }

    public required int MaxConcurrency { get; init; }

    public required Isolation Isolation { get; init; }

    public required NetworkAccess Network { get; init; }

    public required string MaxEventAge { get; init; }

    public required RetryResponse Retry { get; init; }

    /// <summary>Null when nobody is told.</summary>
    public DestinationResponse? OnSuccess { get; init; }

    /// <summary>Null when nobody is told.</summary>
    public DestinationResponse? OnFailure { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>False when no worker was there to load the code at deploy time.</summary>
    public required bool Verified { get; init; }

    /// <summary>All that are kept, oldest first.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static FunctionResponse Of(FunctionView view)
    {
        var (function, version, versions) = view;
        return new()
        {
            Id = function.Id,
            Name = function.Name,
            Version = version.Version,
            Runtime = version.Runtime.Name(),
            Handler = version.Handler,
            Code = new(version.CodeDigest, version.CodeKind, version.CodeSize),
            Timeout = DurationText.Format(TimeSpan.FromMilliseconds(version.TimeoutMs)),
            MemoryMb = version.MemoryMb,
            Cpu = version.Cpu,
            MaxConcurrency = version.MaxConcurrency,
            Isolation = version.Isolation,
            Network = version.Network,
            MaxEventAge = DurationText.Format(version.MaxEventAgeMs is { } age
                ? TimeSpan.FromMilliseconds(age)
                : FunctionLimits.DefaultMaxEventAge),
            Retry = RetryResponse.Of(RetryText.Parse(version.Retry)),
            OnSuccess = DestinationResponse.Of(DestinationText.Parse(version.OnSuccess)),
            OnFailure = DestinationResponse.Of(DestinationText.Parse(version.OnFailure)),
            Environment = version.Environment,
            Metadata = version.Metadata,
            Verified = version.Verified,
            Versions = versions,
            CreatedAt = function.CreatedAt,
            UpdatedAt = function.UpdatedAt,
        };
    }
}
