using FluentValidation;

namespace FaaS.Api.Schedules;

internal sealed class NextTimesQueryValidator : AbstractValidator<NextTimesQuery>
{
    public NextTimesQueryValidator()
        => RuleFor(query => query.N)
            .InclusiveBetween(1, NextTimesQuery.Max)
            .WithMessage($"Must be from 1 to {NextTimesQuery.Max}.");
}
