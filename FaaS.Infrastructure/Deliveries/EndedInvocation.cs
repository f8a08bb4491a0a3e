using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Infrastructure.Deliveries;

/// <summary>
/// The end of an invocation as a delivery keeps it: a dead letter may be redriven or purged before its death is told.
/// </summary>
internal sealed record EndedInvocation
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public required string Function { get; init; }

    public required Guid FunctionId { get; init; }

    public required string Version { get; init; }

    public required string Status { get; init; }

    public required int Attempt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? TraceId { get; init; }

    public string? DeadReason { get; init; }

    public string? ErrorKind { get; init; }

    public string? ErrorType { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>The value of <see cref="DeliveryEvents.ChainHeader"/>.</summary>
    public string? Chain { get; init; }

    public static EndedInvocation Parse(string json)
        => JsonSerializer.Deserialize<EndedInvocation>(json, Json)
            ?? throw new InvalidDataException("A delivery holds no end.");

    public static EndedInvocation Of(InvocationRow row) => new()
    {
        Function = row.FunctionName,
        FunctionId = row.FunctionId,
        Version = row.Version,
        Status = EnumText<InvocationState>.Of(row.State),
        Attempt = row.Attempt,
        CreatedAt = row.CreatedAt,
        FinishedAt = row.FinishedAt,
        TraceId = row.TraceId,
        DeadReason = row.DeadReason is { } reason ? EnumText<DeadReason>.Of(reason) : null,
        ErrorKind = row.ErrorKind is { } kind ? EnumText<FailureKind>.Of(kind) : null,
        ErrorType = row.ErrorType,
        ErrorMessage = row.ErrorMessage,
        Chain = row.Headers.GetValueOrDefault(DeliveryEvents.ChainHeader),
    };
}
