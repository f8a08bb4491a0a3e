using FaaS.Domain.Functions;
using FluentValidation;

namespace FaaS.Api.Functions;

internal sealed class FunctionListQueryValidator : AbstractValidator<FunctionListQuery>
{
    public FunctionListQueryValidator()
    {
        RuleFor(query => query.Prefix)
            .Must(prefix => prefix!.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)
                || letter == '-'))
            .WithMessage("Must be how a name begins: lower-case letters, digits and hyphens.")
            .When(query => query.Prefix is not null);

        RuleFor(query => query.Runtime)
            .Must(runtime => RuntimeNames.TryParse(runtime, out _))
            .WithMessage($"Must be one of {string.Join(", ", RuntimeNames.All.Order())}.")
            .When(query => query.Runtime is not null);

        RuleFor(query => query.Limit)
            .InclusiveBetween(1, FunctionListQuery.MaxLimit)
            .WithMessage($"Must be from 1 to {FunctionListQuery.MaxLimit}.");

        RuleFor(query => query.Cursor)
            .Must((query, _) => query.After() is not null)
            .WithMessage("Must be the next_cursor of an earlier page.");
    }
}
