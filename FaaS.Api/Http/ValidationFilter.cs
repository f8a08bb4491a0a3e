using System.Text.Json;
using FluentValidation;

namespace FaaS.Api.Http;

/// <summary>Answers 400 with every failing field of the request at once.</summary>
/// <param name="headers">Looks at the headers too, and tells the name and the fault of each that is wrong.</param>
internal sealed class ValidationFilter<TRequest>(
    IValidator<TRequest> validator, Action<IHeaderDictionary, Action<string, string>>? headers = null) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.Arguments.OfType<TRequest>().Single();
        var result = await validator.ValidateAsync(request, context.HttpContext.RequestAborted);
        var errors = new FieldErrors();
        foreach (var error in result.Errors)
        {
            errors.Add(JsonNamingPolicy.SnakeCaseLower.ConvertName(error.PropertyName), error.ErrorMessage);
        }

        headers?.Invoke(context.HttpContext.Request.Headers, errors.Add);
        return errors.ToProblem() ?? await next(context);
    }
}
