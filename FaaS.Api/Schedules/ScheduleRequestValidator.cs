using FaaS.Domain.Durations;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Schedules;
using FluentValidation;

namespace FaaS.Api.Schedules;

internal sealed class ScheduleRequestValidator : AbstractValidator<ScheduleRequest>
{
    // Escaped as JSON in the worst case, and with what separates them, they still fit in the meta of a frame.
    private const int MaxHeaderCharacters = 8 * 1024;
    private const int SeparatorCharacters = 2;

    public ScheduleRequestValidator()
    {
        RuleFor(request => request.Name)
            .Must(name => FunctionName.TryParse(name, out _) && !Guid.TryParse(name, out _))
            .WithMessage("Must be a DNS label: a lower-case letter, then such letters, digits, hyphens; at most 63.")
            .When(request => request.Name is not null);

        RuleFor(request => request.Function)
            .NotEmpty().WithMessage("Must be the id or the name of a function.");

        AddTimes();
        AddChoices();

        RuleFor(request => request.Headers)
            .Must(headers => headers!.Sum(header =>
                header.Key.Length + (header.Value?.Length ?? 0) + SeparatorCharacters) <= MaxHeaderCharacters)
            .WithMessage("Must not be larger than 8 KiB.")
            .Must(headers => headers!.All(header => header.Value is not null && !$"{header.Key}{header.Value}"
                .Contains('\0', StringComparison.Ordinal)))
            .WithMessage("Must map names to texts.")
            .When(request => request.Headers is not null);
    }

    private void AddTimes()
    {
        RuleFor(request => request.Cron)
            .Must((request, cron) => (cron is null) != (request.Interval is null))
            .WithMessage("Give either cron or interval.");

        RuleFor(request => request.Cron)
            .Custom((cron, context) =>
            {
                if (CronExpression.TryParse(cron, out _) is { } problem)
                {
                    context.AddFailure(problem);
                }
            })
            .When(request => request.Cron is not null);

        RuleFor(request => request.Interval)
            .Must(text => DurationText.TryParse(text, out var interval)
                && interval >= IntervalTiming.Shortest && interval <= IntervalTiming.Longest
                && interval.Ticks % TimeSpan.TicksPerMillisecond == 0)
            .WithMessage("Must be a duration from 1s to 8784h (366 days), such as 90s, 1h30m or P1D.")
            .When(request => request.Interval is not null);

        RuleFor(request => request.TimeZone)
            .Must(zone => TimeZoneNames.TryFind(zone, out _))
            .WithMessage("Must be the IANA name of a time zone, such as Europe/Berlin or UTC.")
            .Must((request, _) => request.Interval is null)
            .WithMessage("Belongs to a cron expression; an interval knows no clock.")
            .When(request => request.TimeZone is not null);
    }

    private void AddChoices()
    {
        RuleFor(request => request.Priority)
            .Must(priority => EnumText<InvocationPriority>.TryParse(priority, out _))
            .WithMessage($"Must be one of {string.Join(", ", EnumText<InvocationPriority>.All.Order())}.")
            .When(request => request.Priority is not null);

        RuleFor(request => request.Overlap)
            .Must(policy => EnumText<OverlapPolicy>.TryParse(policy, out _))
            .WithMessage($"Must be one of {string.Join(", ", EnumText<OverlapPolicy>.All.Order())}.")
            .When(request => request.Overlap is not null);

        RuleFor(request => request.CatchUp)
            .Must(policy => EnumText<CatchUpPolicy>.TryParse(policy, out _))
            .WithMessage($"Must be one of {string.Join(", ", EnumText<CatchUpPolicy>.All.Order())}.")
            .When(request => request.CatchUp is not null);
    }
}
