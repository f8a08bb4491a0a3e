using System.Text.Json;
using FaaS.Api.Problems;
using FluentValidation;

namespace FaaS.Api.Http;

/// <summary>Answers 400 with every failing field of the request at once.</summary>
internal sealed class ValidationFilter<TRequest>(IValidator<TRequest> validator) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.Arguments.OfType<TRequest>().Single();
        var result = await validator.ValidateAsync(request, context.HttpContext.RequestAborted);
        if (result.IsValid)
        {
            return await next(context);
        }

        var errors = result.Errors
            .GroupBy(error => JsonNamingPolicy.SnakeCaseLower.ConvertName(error.PropertyName), StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Select(error => error.ErrorMessage).Distinct().ToArray());
        return ProblemKinds.InvalidRequest.Because($"Mend {string.Join(", ", errors.Keys)} and send it again.", errors);
    }
}
