using FaaS.Domain.Durations;
using FaaS.Domain.Functions;
using FluentValidation;

namespace FaaS.Api.Invocations.Accepting;

internal sealed class InvokeRequestValidator : AbstractValidator<InvokeRequest>
{
    // Escaped as JSON in the worst case, and with what separates them, they still fit in the meta of a frame.
    private const int MaxHeaderCharacters = 8 * 1024;
    private const int SeparatorCharacters = 2;

    private static readonly RequestedTimesText TimeNames = new(
        nameof(InvokeRequest.Delay), nameof(InvokeRequest.NotBefore), nameof(InvokeRequest.ExpiresIn));

    public InvokeRequestValidator(TimeProvider timeProvider)
    {
        RuleFor(request => request)
            .Custom((request, context) => TimesOf(request, timeProvider.GetUtcNow(), context.AddFailure));

        RuleFor(request => request.FunctionId)
            .NotEmpty().WithMessage("Must be the id or the name of a function.");

        RuleFor(request => request.Timeout)
            .Must(IsTimeout)
            .WithMessage("Must be a duration from 1s to 15m, such as 30s.")
            .When(request => request.Timeout is not null);

        RuleFor(request => request.Headers)
            .Must(headers => headers!.Sum(header =>
                header.Key.Length + (header.Value?.Length ?? 0) + SeparatorCharacters) <= MaxHeaderCharacters)
            .WithMessage("Must not be larger than 8 KiB.")
            .Must(headers => headers!.All(header => header.Value is not null && !header.Key.Contains('\0')))
            .WithMessage("Must map names to texts.")
            .When(request => request.Headers is not null);
    }

    /// <param name="failed">Is told the field, as in messages of this validator, and what is wrong with it.</param>
    public static RequestedTimes TimesOf(InvokeRequest request, DateTimeOffset now, Action<string, string> failed)
    {
        var texts = new RequestedTimesText(request.Delay, request.NotBefore, request.ExpiresIn);
        if (request.Async || texts == default)
        {
            return RequestedTimes.Read(texts, TimeNames, now, failed);
        }

        (string? Text, string? Name)[] fields =
        [
            (texts.Delay, TimeNames.Delay),
            (texts.NotBefore, TimeNames.NotBefore),
            (texts.ExpiresIn, TimeNames.ExpiresIn),
        ];
        foreach (var (_, name) in fields.Where(field => field.Text is not null))
        {
            failed(name!, "Only with async: true; this one would run at once.");
        }

        return default;
    }

    private static bool IsTimeout(string? text)
        => DurationText.TryParse(text, out var timeout)
            && timeout >= FunctionLimits.MinTimeout
            && timeout <= FunctionLimits.MaxTimeout;
}
