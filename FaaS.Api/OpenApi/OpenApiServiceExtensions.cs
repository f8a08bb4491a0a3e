using Microsoft.OpenApi;

namespace FaaS.Api.OpenApi;

internal static class OpenApiServiceExtensions
{
    public static IHostApplicationBuilder AddApiDescription(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "FaaS",
                    Version = "v1",
                    Description = "Deploy source code, get an endpoint. Every failure is application/problem+json; its "
                        + "type tells programs what it is, its detail tells people what to do.",
                };
                return Task.CompletedTask;
            });
            options.AddDocumentTransformer<HealthTransformer>();
            options.AddOperationTransformer<ProblemTransformer>();
            options.AddOperationTransformer<ExampleTransformer>();
            options.AddOperationTransformer<HeaderTransformer>();
        });
        return builder;
    }

    public static WebApplication MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }
}
