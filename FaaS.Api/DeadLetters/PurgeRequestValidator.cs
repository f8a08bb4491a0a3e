using FluentValidation;

namespace FaaS.Api.DeadLetters;

internal sealed class PurgeRequestValidator : AbstractValidator<PurgeRequest>
{
    public PurgeRequestValidator()
    {
        RuleFor(request => request.Function).IsFunction();
        RuleFor(request => request.Reason).IsReason();

        RuleFor(request => request.All)
            .Must((request, all) => all || request.Function is not null || request.Reason is not null
                || request.Since is not null || request.Until is not null)
            .WithMessage("Say which by function, reason, since or until; or all: true.");

        RuleFor(request => request.Limit)
            .InclusiveBetween(1, PurgeRequest.MaxLimit)
            .WithMessage($"Must be from 1 to {PurgeRequest.MaxLimit}.");
    }
}
