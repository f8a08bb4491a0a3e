using FaaS.Api.Functions.Code;
using FaaS.Domain.Durations;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Functions;

namespace FaaS.Api.Functions;

/// <summary>A version that nobody can see yet.</summary>
/// <param name="Function">As it is known before its row is locked.</param>
internal sealed record FunctionDraft(FunctionRow Function, FunctionVersionRow Version, CodeDigest Digest, byte[] Code)
{
    private const int DefaultMemoryMb = 128;
    private const double DefaultCpu = 1;
    private const int DefaultConcurrency = 10;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public FunctionSpec Spec => Function.Spec(Version);

    /// <summary>The field that lacks the secret of a destination. Null: none does.</summary>
    public string? MissingSecret => LacksSecret(Version.OnSuccess) ? "on_success.secret"
        : LacksSecret(Version.OnFailure) ? "on_failure.secret"
        : null;

    /// <param name="request">Valid.</param>
    /// <param name="function">Whose version it will be.</param>
    /// <param name="current">The version that it replaces. Null: the function is new.</param>
    public static FunctionDraft Of(
        FunctionRequest request,
        FunctionRow function,
        FunctionVersionRow? current,
        string version,
        byte[] code,
        DateTimeOffset now)
    {
        var timeout = request.Timeout is { } text ? DurationText.Parse(text) : DefaultTimeout;
        var digest = CodeDigest.Of(code);

        return new(
            function,
            new()
            {
                Id = Guid.CreateVersion7(now),
                FunctionId = function.Id,
                Version = version,
                Runtime = RuntimeNames.Parse(request.Runtime!),
                Handler = request.Handler!,
                CodeDigest = digest.Value,
                CodeKind = CodeInspection.KindOf(code),
                CodeSize = code.Length,
                TimeoutMs = (int)timeout.TotalMilliseconds,
                MemoryMb = request.MemoryMb ?? DefaultMemoryMb,
                Cpu = request.Cpu ?? DefaultCpu,
                MaxConcurrency = request.MaxConcurrency ?? DefaultConcurrency,
                Isolation = Choice(request.Isolation, Isolation.Invocation),
                Network = Choice(request.Network, NetworkAccess.None),
                MaxEventAgeMs = request.MaxEventAge is { } age ? (long)DurationText.Parse(age).TotalMilliseconds : null,
                Retry = request.Retry is { } retry ? RetryText.Format(RetryRules.PolicyOf(retry)) : null,
                OnSuccess = Told(request.OnSuccess, current?.OnSuccess),
                OnFailure = Told(request.OnFailure, current?.OnFailure),
                Environment = request.Environment ?? [],
                Metadata = request.Metadata ?? [],
                CreatedAt = now,
            },
            digest,
            code);
    }

    private static string? Told(DestinationRequest? wanted, string? current)
        => DestinationText.Of(wanted?.ToDestination(DestinationText.Parse(current)));

    private static bool LacksSecret(string? destination)
        => DestinationText.Parse(destination) is { Url: not null, Secret: null };

    private static TEnum Choice<TEnum>(string? text, TEnum absent)
        where TEnum : struct, Enum
        => text is null ? absent : EnumText<TEnum>.Parse(text);
}
