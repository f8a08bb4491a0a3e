using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Postgres.Functions;

/// <summary>A name of a tenant's, and the version that it stands for now.</summary>
public sealed class FunctionRow
{
    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; init; }

    public Guid CurrentVersionId { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public List<FunctionVersionRow> Versions { get; } = [];

    public void Publish(FunctionVersionRow version)
    {
        Versions.Add(version);
        CurrentVersionId = version.Id;
        UpdatedAt = version.CreatedAt;
    }

    public FunctionSpec Spec(FunctionVersionRow version)
    {
        if (!FunctionName.TryParse(Name, out var name)
            || !CodeDigest.TryParse(version.CodeDigest, out var digest)
            || !Handler.TryParse(version.Runtime, version.Handler, out var handler))
        {
            throw new InvalidDataException($"Version {version.Id} of function {Id} does not hold what it was given.");
        }

        return new FunctionSpec
        {
            VersionId = version.Id,
            FunctionId = Id,
            Tenant = Tenant,
            Name = name,
            Version = version.Version,
            Runtime = version.Runtime,
            Handler = handler,
            CodeDigest = digest,
            CodeKind = version.CodeKind,
            CodeSize = version.CodeSize,
            Timeout = TimeSpan.FromMilliseconds(version.TimeoutMs),
            MemoryMib = version.MemoryMb,
            Cpu = version.Cpu,
            MaxConcurrency = version.MaxConcurrency,
            Isolation = version.Isolation,
            Network = version.Network,
            Retry = RetryText.Parse(version.Retry),
            MaxEventAge = version.MaxEventAgeMs is { } age
                ? TimeSpan.FromMilliseconds(age)
                : FunctionLimits.DefaultMaxEventAge,
            Environment = version.Environment,
        };
    }
}
