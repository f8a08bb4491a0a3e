namespace FaaS.Api.Problems;

internal static class ProblemServiceExtensions
{
    public static IHostApplicationBuilder AddProblems(this IHostApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<RequestExceptionHandler>();

        // The exception says which field was wrong; without it the framework answers a bare 400.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

        builder.Services.PostConfigure<ProblemDetailsOptions>(options =>
        {
            var customize = options.CustomizeProblemDetails;
            options.CustomizeProblemDetails = context =>
            {
                StatusProblems.Complete(context.ProblemDetails, context.HttpContext);
                customize?.Invoke(context);
            };
        });
        return builder;
    }
}
