using FaaS.Api.OpenApi;
using FaaS.Api.Problems;

namespace FaaS.Api.Http;

/// <summary>What all endpoints have in common: JSON, problems, limits and their description.</summary>
internal static class ApiConventions
{
    public static IHostApplicationBuilder AddApiConventions(this IHostApplicationBuilder builder)
        => builder.AddApiJson().AddProblems().AddApiDescription();

    public static WebApplication MapApiConventions(this WebApplication app)
    {
        app.UseOversizedBodyAnswers();
        app.UseRateLimiter();
        return app.MapApiDescription();
    }
}
