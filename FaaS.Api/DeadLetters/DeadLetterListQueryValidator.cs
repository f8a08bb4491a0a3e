using FluentValidation;

namespace FaaS.Api.DeadLetters;

internal sealed class DeadLetterListQueryValidator : AbstractValidator<DeadLetterListQuery>
{
    public DeadLetterListQueryValidator()
    {
        RuleFor(query => query.Function).IsFunction();
        RuleFor(query => query.Reason).IsReason();

        RuleFor(query => query.Limit)
            .InclusiveBetween(1, DeadLetterListQuery.MaxLimit)
            .WithMessage($"Must be from 1 to {DeadLetterListQuery.MaxLimit}.");

        RuleFor(query => query.Cursor)
            .Must((query, _) => query.Before() is not null)
            .WithMessage("Must be the next_cursor of an earlier page.")
            .When(query => !string.IsNullOrEmpty(query.Cursor));
    }
}
