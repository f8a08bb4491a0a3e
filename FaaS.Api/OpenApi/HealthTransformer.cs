using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FaaS.Api.OpenApi;

/// <summary>Describes the health checks, which are endpoints that the framework does not describe.</summary>
internal sealed class HealthTransformer : IOpenApiDocumentTransformer
{
    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken)
    {
        Add(document, "/health", "Whether the process and all that it depends on work", canFail: true);
        Add(document, "/health/live", "Whether the process is alive", canFail: false);
        Add(document, "/health/ready", "Whether it can take requests, and which dependency is down", canFail: true);
        return Task.CompletedTask;
    }

    private static void Add(OpenApiDocument document, string path, string summary, bool canFail)
    {
        var responses = new OpenApiResponses { ["200"] = Response("`healthy`, or `degraded`: slower, but working.") };
        if (canFail)
        {
            responses["503"] = Response("`unhealthy`; `checks` says what is down.");
        }

        document.Paths[path] = new OpenApiPathItem
        {
            Operations = new()
            {
                [HttpMethod.Get] = new OpenApiOperation
                {
                    Summary = summary,
                    Tags = new HashSet<OpenApiTagReference> { new("Health", document) },
                    Responses = responses,
                },
            },
        };
    }

    private static OpenApiResponse Response(string description) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = Report() },
        },
    };

    private static OpenApiSchema Report() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["status"] = Text(),
            ["checks"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["status"] = Text(),
                        ["duration_ms"] = new OpenApiSchema { Type = JsonSchemaType.Number },
                        ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
                    },
                },
            },
        },
    };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
