using FaaS.Domain.Durations;
using FluentValidation;

namespace FaaS.Api.Invocations.Reading;

internal sealed class InvocationQueryValidator : AbstractValidator<InvocationQuery>
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    public InvocationQueryValidator()
        => RuleFor(query => query.Wait)
            .Must(wait => DurationText.TryParse(wait, out var time) && time >= TimeSpan.Zero && time <= MaxWait)
            .WithMessage("Must be a duration of at most 60s, such as 30s.")
            .When(query => query.Wait is not null);
}
