using FluentValidation;

namespace FaaS.Api.Schedules;

internal sealed class ScheduleListQueryValidator : AbstractValidator<ScheduleListQuery>
{
    public ScheduleListQueryValidator()
    {
        RuleFor(query => query.Limit)
            .InclusiveBetween(1, ScheduleListQuery.MaxLimit)
            .WithMessage($"Must be from 1 to {ScheduleListQuery.MaxLimit}.");

        RuleFor(query => query.Cursor)
            .Must((query, _) => query.After() is not null)
            .WithMessage("Must be the next_cursor of an earlier page.");
    }
}
