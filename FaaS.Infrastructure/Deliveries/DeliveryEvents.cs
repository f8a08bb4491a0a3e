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

    /// <summary>Null when the invocation is not kept any more.</summary>
    public async Task<DeliveryEvent?> ReadAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Invocations.AsNoTracking()
            .SingleOrDefaultAsync(
                row => row.Id == delivery.InvocationId && row.Tenant == delivery.Tenant, cancellationToken);
        return row is null ? null : new(Write(row), ChainOf(row), row.TraceId);
    }

    internal static byte[] Write(InvocationRow row)
    {
        var whole = JsonSerializer.SerializeToUtf8Bytes(EventOf(row, withContent: true));

        // A function takes no more than this, and whoever wants the rest can ask for it.
        return whole.Length <= FunctionLimits.MaxAsyncPayloadBytes
            ? whole
            : JsonSerializer.SerializeToUtf8Bytes(EventOf(row, withContent: false));
    }

    private static int ChainOf(InvocationRow row)
        => int.TryParse(row.Headers.GetValueOrDefault(ChainHeader), CultureInfo.InvariantCulture, out var chain)
            ? Math.Max(0, chain)
            : 0;

    private static JsonObject EventOf(InvocationRow row, bool withContent)
    {
        var data = new JsonObject
        {
            ["invocation_id"] = row.Id,
            ["function"] = row.FunctionName,
            ["function_id"] = row.FunctionId,
            ["version"] = row.Version,
            ["status"] = EnumText<InvocationState>.Of(row.State),
            ["attempt"] = row.Attempt,
            ["created_at"] = row.CreatedAt,
            ["finished_at"] = row.FinishedAt,
            ["trace_id"] = row.TraceId,
        };

        if (row.State is InvocationState.Dead)
        {
            data["dead_reason"] = row.DeadReason is { } reason ? EnumText<DeadReason>.Of(reason) : null;
            data["error"] = row.ErrorKind is { } kind
                ? new JsonObject
                {
                    ["kind"] = EnumText<FailureKind>.Of(kind),
                    ["type"] = row.ErrorType,
                    ["message"] = row.ErrorMessage,
                }
                : null;
            Show(data, "payload", row.Payload, row.ContentType, withContent);
        }
        else
        {
            Show(data, "result", row.Result, row.ResultContentType, withContent);
        }

        return new()
        {
            ["type"] = $"invocation.{EnumText<InvocationState>.Of(row.State)}",
            ["timestamp"] = row.FinishedAt,
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
