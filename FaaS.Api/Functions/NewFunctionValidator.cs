using FluentValidation;

namespace FaaS.Api.Functions;

/// <summary>POST has nothing to fall back on for name and code.</summary>
internal sealed class NewFunctionValidator : AbstractValidator<FunctionRequest>
{
    public NewFunctionValidator(FunctionRequestValidator rules)
    {
        Include(rules);

        RuleFor(request => request.Name).NotNull().WithMessage("Must be given.");
        RuleFor(request => request.Code).NotNull().WithMessage("Must be a source file or a zip, in base64.");
    }
}
