using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.DeadLetters;
using FaaS.Infrastructure.Postgres;
using FluentValidation;

namespace FaaS.Api.DeadLetters;

/// <summary>The words by which dead letters are chosen, wherever they stand.</summary>
internal static class DeadLetterSelection
{
    public static DeadLetterFilter Filter(
        string tenant, string? function, string? reason, DateTimeOffset? since, DateTimeOffset? until) => new(
            tenant,
            FunctionId: Guid.TryParse(function, out var id) ? id : null,
            FunctionName: FunctionName.TryParse(function, out var name) ? name.Value : null,
            Reason: EnumText<DeadReason>.TryParse(reason, out var known) ? known : null,
            Since: since,
            Until: until);

    public static IRuleBuilderOptions<T, string?> IsFunction<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(text => text is null || Guid.TryParse(text, out _) || FunctionName.TryParse(text, out _))
        .WithMessage("Must be the name or the id of a function.");

    public static IRuleBuilderOptions<T, string?> IsReason<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(text => text is null || EnumText<DeadReason>.TryParse(text, out _))
        .WithMessage($"Must be one of {string.Join(", ", EnumText<DeadReason>.All.Order())}.");
}
