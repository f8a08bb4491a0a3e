using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FluentValidation;

namespace FaaS.Api.Invocations.Reading;

internal sealed class InvocationListQueryValidator : AbstractValidator<InvocationListQuery>
{
    public InvocationListQueryValidator()
    {
        RuleFor(query => query.Function)
            .Must(function => Guid.TryParse(function, out _) || FunctionName.TryParse(function, out _))
            .WithMessage("Must be the name or the id of a function.")
            .When(query => query.Function is not null);

        RuleFor(query => query.Status)
            .Must(status => EnumText<InvocationState>.TryParse(status, out _))
            .WithMessage($"Must be one of {string.Join(", ", EnumText<InvocationState>.All.Order())}.")
            .When(query => query.Status is not null);

        RuleFor(query => query.Mode)
            .Must(mode => EnumText<InvocationMode>.TryParse(mode, out _))
            .WithMessage("Must be sync or async.")
            .When(query => query.Mode is not null);

        RuleFor(query => query.Limit)
            .InclusiveBetween(1, InvocationListQuery.MaxLimit)
            .WithMessage($"Must be from 1 to {InvocationListQuery.MaxLimit}.");

        RuleFor(query => query.Cursor)
            .Must((query, _) => query.Before() is not null)
            .WithMessage("Must be the next_cursor of an earlier page.")
            .When(query => !string.IsNullOrEmpty(query.Cursor));
    }
}
