using FaaS.Domain.Durations;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Postgres;
using FluentValidation;

namespace FaaS.Api.Functions;

internal sealed class FunctionRequestValidator : AbstractValidator<FunctionRequest>
{
    public FunctionRequestValidator(DestinationRequestValidator destinations)
    {
        RuleFor(request => request.Name)
            .Must(name => FunctionName.TryParse(name, out _) && !Guid.TryParse(name, out _))
            .WithMessage("Must be a DNS label: a lower-case letter, then such letters, digits, hyphens; at most 63.")
            .When(request => request.Name is not null);

        RuleFor(request => request.Version)
            .Must(version => FunctionVersion.IsValid(version!))
            .WithMessage("Must be 1 to 64 letters, digits, dots, hyphens, underscores and plus signs, such as 1.0.0.")
            .When(request => request.Version is not null);

        RuleFor(request => request.Runtime)
            .Must(runtime => RuntimeNames.TryParse(runtime, out _))
            .WithMessage($"Must be one of {string.Join(", ", RuntimeNames.All.Order())}.");

        RuleFor(request => request.Handler)
            .NotEmpty()
            .WithMessage("Must say where the code starts, such as main.handler.");

        RuleFor(request => request.Handler)
            .Must((request, handler) => !RuntimeNames.TryParse(request.Runtime, out var runtime)
                || Handler.TryParse(runtime, handler, out _))
            .WithMessage("Must be file.function, function, or the path of a file inside the code.")
            .When(request => !string.IsNullOrEmpty(request.Handler));

        RuleFor(request => request.Code)
            .Must(code => code!.Length > 0)
            .WithMessage("Must not be empty.")
            .When(request => request.Code is not null);

        RuleFor(request => request.OnSuccess!)
            .SetValidator(destinations)
            .When(request => request.OnSuccess is not null);

        RuleFor(request => request.OnFailure!)
            .SetValidator(destinations)
            .When(request => request.OnFailure is not null);

        AddLimits();
        AddChoices();
        AddMaps();
    }

    private void AddLimits()
    {
        RuleFor(request => request.Timeout)
            .Must(text => DurationText.TryParse(text, out var timeout)
                && timeout >= FunctionLimits.MinTimeout && timeout <= FunctionLimits.MaxTimeout)
            .WithMessage("Must be a duration from 1s to 15m, such as 30s, 1m30s or PT30S.")
            .When(request => request.Timeout is not null);

        RuleFor(request => request.MaxEventAge)
            .Must(text => DurationText.TryParse(text, out var age)
                && age >= FunctionLimits.MinMaxEventAge && age <= FunctionLimits.MaxMaxEventAge)
            .WithMessage("Must be a duration from 1s to 168h, such as 6h.")
            .When(request => request.MaxEventAge is not null);

        RuleFor(request => request.MemoryMb)
            .InclusiveBetween(FunctionLimits.MinMemoryMib, FunctionLimits.MaxMemoryMib)
            .WithMessage($"Must be from {FunctionLimits.MinMemoryMib} to {FunctionLimits.MaxMemoryMib}.");

        RuleFor(request => request.Cpu)
            .InclusiveBetween(FunctionLimits.MinCpu, FunctionLimits.MaxCpu)
            .WithMessage(FormattableString.Invariant(
                $"Must be from {FunctionLimits.MinCpu} to {FunctionLimits.MaxCpu} cores."));

        RuleFor(request => request.MaxConcurrency)
            .InclusiveBetween(1, FunctionLimits.MaxConcurrency)
            .WithMessage($"Must be from 1 to {FunctionLimits.MaxConcurrency}.");
    }

    private void AddChoices()
    {
        RuleFor(request => request.Isolation)
            .Must(isolation => EnumText<Isolation>.TryParse(isolation, out _))
            .WithMessage($"Must be one of {string.Join(", ", EnumText<Isolation>.All.Order())}.")
            .When(request => request.Isolation is not null);

        RuleFor(request => request.Network)
            .Must(network => EnumText<NetworkAccess>.TryParse(network, out _))
            .WithMessage($"Must be one of {string.Join(", ", EnumText<NetworkAccess>.All.Order())}.")
            .When(request => request.Network is not null);
    }

    private void AddMaps()
    {
        RuleFor(request => request.Retry)
            .Custom((retry, context) =>
            {
                foreach (var (field, reason) in RetryRules.Check(retry!))
                {
                    context.AddFailure(field, reason);
                }
            })
            .When(request => request.Retry is not null);

        RuleFor(request => request.Environment)
            .Custom((variables, context) => AddFailures(context, EnvironmentRules.Check(variables!)))
            .When(request => request.Environment is not null);

        RuleFor(request => request.Metadata)
            .Custom((metadata, context) => AddFailures(context, MetadataRules.Check(metadata!)))
            .When(request => request.Metadata is not null);
    }

    private static void AddFailures(ValidationContext<FunctionRequest> context, IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
        {
            context.AddFailure(reason);
        }
    }
}
