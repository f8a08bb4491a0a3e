using FaaS.Domain.Functions;
using FaaS.Infrastructure.Deliveries;
using FluentValidation;

namespace FaaS.Api.Functions;

internal sealed class DestinationRequestValidator : AbstractValidator<DestinationRequest>
{
    private const int MaxUrlLength = 2048;
    private const int MinSecretLength = 16;
    private const int MaxSecretLength = 256;

    public DestinationRequestValidator(CallbackAddresses addresses)
    {
        RuleFor(destination => destination)
            .Must(destination => destination.Function is null != destination.Url is null)
            .WithName(nameof(DestinationRequest.Function))
            .WithMessage("Must name either a function or a url.");

        RuleFor(destination => destination.Function)
            .Must(function => FunctionName.TryParse(function, out _) || Guid.TryParse(function, out _))
            .WithMessage("Must be the name or the id of a function.")
            .When(destination => destination.Function is not null);

        RuleFor(destination => destination.Url)
            .Custom((url, context) =>
            {
                if (Wrong(url!, addresses) is { } reason)
                {
                    context.AddFailure(reason);
                }
            })
            .When(destination => destination.Url is not null);

        RuleFor(destination => destination.Secret)
            .Must(secret => secret is null or { Length: >= MinSecretLength and <= MaxSecretLength })
            .WithMessage($"Must have {MinSecretLength} to {MaxSecretLength} characters.")
            .When(destination => destination.Url is not null);

        RuleFor(destination => destination.Secret)
            .Null()
            .WithMessage("Is for a url; a function gets its events from the platform alone.")
            .When(destination => destination.Url is null);
    }

    private static string? Wrong(string url, CallbackAddresses addresses)
        => url.Length > MaxUrlLength ? $"Must have at most {MaxUrlLength} characters."
            : Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? addresses.Refuse(parsed)
            : "Must be an absolute URL.";
}
