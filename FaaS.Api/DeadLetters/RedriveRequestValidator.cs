using FluentValidation;

namespace FaaS.Api.DeadLetters;

internal sealed class RedriveRequestValidator : AbstractValidator<RedriveRequest>
{
    // Slower than this, the last of a full batch would wait for weeks.
    private const double MinRate = 0.01;

    public RedriveRequestValidator()
    {
        RuleFor(request => request.Function).IsFunction();
        RuleFor(request => request.Reason).IsReason();

        RuleFor(request => request.Limit)
            .InclusiveBetween(1, RedriveRequest.MaxLimit)
            .WithMessage($"Must be from 1 to {RedriveRequest.MaxLimit}.");

        RuleFor(request => request.Rate)
            .InclusiveBetween(MinRate, RedriveRequest.MaxRate)
            .WithMessage(FormattableString.Invariant(
                $"Must be from {MinRate} to {RedriveRequest.MaxRate} per second."));
    }
}
