using FluentValidation;

namespace FaaS.Api.Schedules;

/// <summary>POST has no name to fall back on.</summary>
internal sealed class NewScheduleValidator : AbstractValidator<ScheduleRequest>
{
    public NewScheduleValidator()
    {
        Include(new ScheduleRequestValidator());
        RuleFor(request => request.Name).NotNull().WithMessage("Must be given.");
    }
}
