using System.Globalization;
using System.Text.Json.Nodes;
using FaaS.Api.Problems;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FaaS.Api.OpenApi;

/// <summary>Describes the problems that an endpoint states, each with its type.</summary>
internal sealed class ProblemTransformer : IOpenApiOperationTransformer
{
    public async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var kinds = context.Description.ActionDescriptor.EndpointMetadata.OfType<ProblemMetadata>()
            .SelectMany(metadata => metadata.Kinds)
            .Distinct()
            .GroupBy(kind => kind.Status)
            .OrderBy(status => status.Key);
        if (!kinds.Any())
        {
            return;
        }

        var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, cancellationToken);
        operation.Responses ??= [];
        foreach (var status in kinds)
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = Response(status, schema);
        }
    }

    private static OpenApiResponse Response(IEnumerable<ProblemKind> kinds, IOpenApiSchema schema) => new()
    {
        Description = string.Join(" ", kinds.Select(kind => $"`{kind.Name}`: {kind.Title}")),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Schema = schema,
                Examples = kinds.ToDictionary(
                    kind => kind.Name,
                    kind => (IOpenApiExample)new OpenApiExample { Summary = kind.Title, Value = Example(kind) }),
            },
        },
    };

    private static JsonObject Example(ProblemKind kind) => new()
    {
        ["type"] = kind.Type,
        ["title"] = kind.Title,
        ["status"] = kind.Status,
        ["detail"] = "What is wrong with this very request, and what to do about it.",
        ["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
    };
}
