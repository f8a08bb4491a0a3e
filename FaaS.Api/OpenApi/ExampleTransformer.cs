using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FaaS.Api.OpenApi;

internal sealed class ExampleTransformer : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    public Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var examples = context.Description.ActionDescriptor.EndpointMetadata.OfType<ExampleMetadata>().LastOrDefault();
        if (examples?.Request is { } request
            && operation.RequestBody?.Content?.TryGetValue(Json, out var body) == true)
        {
            body.Example = JsonNode.Parse(request);
        }

        if (examples?.Response is { } response)
        {
            var successes = operation.Responses?.Where(pair => pair.Key.StartsWith('2')) ?? [];
            foreach (var (_, success) in successes)
            {
                if (success.Content?.TryGetValue(Json, out var content) == true)
                {
                    content.Example = JsonNode.Parse(response);
                }
            }
        }

        return Task.CompletedTask;
    }
}
