using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Infrastructure.Deliveries;

/// <summary>What a destination is told, as JSON. docs/destinations.md describes it.</summary>
internal sealed class DeliveryEvents(IDbContextFactory<FaasDbContext> contexts)
{
    /// <summary>Counts how many destinations led to an invocation, so that a circle of them ends.</summary>
    public const string ChainHeader = "faas-chain";

    // Inside data, which is inside the event.
    private const int ContentLevel = 2;

    private static readonly string Dead = EnumText<InvocationState>.Of(InvocationState.Dead);

    /// <summary>Null when nothing is known of the invocation any more.</summary>
    public async Task<DeliveryEvent?> ReadAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Invocations.AsNoTracking()
            .SingleOrDefaultAsync(
                row => row.Id == delivery.InvocationId && row.Tenant == delivery.Tenant, cancellationToken);
        return (delivery.Ended ?? (row is null ? null : EndedInvocation.Of(row))) is { } ended
            ? new(Write(delivery.InvocationId, ended, row), ChainOf(ended), ended.TraceId)
            : null;
    }

    /// <param name="row">Holds the content; null when it is not kept any more.</param>
    private static byte[] Write(Guid id, EndedInvocation ended, InvocationRow? row)
    {
        var whole = JsonSerializer.SerializeToUtf8Bytes(EventOf(id, ended, row));

        // A function takes no more than this, and whoever wants the rest can ask for it.
        return whole.Length <= FunctionLimits.MaxAsyncPayloadBytes
            ? whole
            : JsonSerializer.SerializeToUtf8Bytes(EventOf(id, ended, row: null));
    }

    private static int ChainOf(EndedInvocation ended)
        => int.TryParse(ended.Chain, CultureInfo.InvariantCulture, out var chain) ? Math.Max(0, chain) : 0;

    private static JsonObject EventOf(Guid id, EndedInvocation ended, InvocationRow? row)
    {
        var data = new JsonObject
        {
            ["invocation_id"] = id,
            ["function"] = ended.Function,
            ["function_id"] = ended.FunctionId,
            ["version"] = ended.Version,
            ["status"] = ended.Status,
            ["attempt"] = ended.Attempt,
            ["created_at"] = ended.CreatedAt,
            ["finished_at"] = ended.FinishedAt,
            ["trace_id"] = ended.TraceId,
        };

        if (ended.Status == Dead)
        {
            data["dead_reason"] = ended.DeadReason;
            data["error"] = ended.ErrorKind is { } kind
                ? new JsonObject
                {
                    ["kind"] = kind,
                    ["type"] = ended.ErrorType,
                    ["message"] = ended.ErrorMessage,
                }
                : null;
            Show(data, "payload", row?.Payload, row?.ContentType, row is not null);
        }
        else
        {
            Show(data, "result", row?.Result, row?.ResultContentType, row is not null);
        }

        return new()
        {
            ["type"] = $"invocation.{ended.Status}",
            ["timestamp"] = ended.FinishedAt,
            ["data"] = data,
        };
    }

    private static void Show(JsonObject data, string name, byte[]? content, string? contentType, bool withContent)
    {
        if (!withContent)
        {
            data[$"{name}_omitted"] = true;
        }
        else if (ShownContent.Of(content, contentType, ContentLevel) is { } shown)
        {
            data[name] = JsonNode.Parse(shown.Value.GetRawText());
            data[$"{name}_encoding"] = shown.Encoding;
        }
    }
}
