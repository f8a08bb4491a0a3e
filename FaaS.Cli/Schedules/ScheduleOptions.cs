using System.CommandLine;
using System.Text.Json;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Invoking;
using FaaS.Client.Invocations;
using FaaS.Client.Schedules;

namespace FaaS.Cli.Schedules;

/// <summary>What "schedules create" and "schedules update" take besides the names.</summary>
internal sealed class ScheduleOptions
{
    private readonly Option<string?> _cron = new("--cron")
    {
        Description = "'30 2 * * MON-FRI', with a second before the five fields if there are six; @hourly, @daily, …",
        HelpName = "EXPRESSION",
    };

    private readonly Option<string?> _timeZone = new("--time-zone")
    {
        Description = "Whose clocks the expression is about, such as Europe/Berlin. Default: UTC.",
        HelpName = "ZONE",
    };

    private readonly Option<TimeSpan?> _every = new("--every")
    {
        Description = "Instead of --cron: 90s, 1h30m, 24h. At least 1s.",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<string?> _data = new("--data", "-d")
    {
        Description = "The payload, which is JSON; @FILE reads a file, - reads stdin.",
        HelpName = "JSON",
    };

    private readonly Option<Dictionary<string, string>?> _headers = new("--header", "-H")
    {
        Description = "What the function is given besides; may be repeated. All together replace those it has.",
        HelpName = "'NAME: VALUE'",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ArgumentParsers.Headers,
    };

    private readonly Option<InvocationPriority?> _priority = new("--priority")
    {
        Description = "Default: normal.",
        HelpName = "high|normal|low",
    };

    private readonly Option<OverlapPolicy?> _overlap = new("--overlap")
    {
        Description = "When the last run has not ended: run beside it (default), not at all, or after it.",
        HelpName = "allow|skip|queue",
    };

    private readonly Option<CatchUpPolicy?> _catchUp = new("--catch-up")
    {
        Description = "Which of the times are made up for that passed while nothing was there. Default: none.",
        HelpName = "none|last|all",
    };

    public IReadOnlyList<Option> All => [_cron, _timeZone, _every, _data, _headers, _priority, _overlap, _catchUp];

    /// <summary>The definition with what the command line says about it.</summary>
    public async Task<ScheduleDefinition> ApplyAsync(
        ParseResult arguments, ScheduleDefinition definition, Stream input, CancellationToken cancellationToken)
    {
        var (cron, every) = (arguments.GetValue(_cron), arguments.GetValue(_every));
        if (cron is not null && every is not null)
        {
            throw new UsageException("Say either --cron or --every.");
        }

        var timed = (cron, every) switch
        {
            ({ } expression, _) => definition with { Cron = expression, Interval = null },
            (_, { } interval) => definition with { Cron = null, TimeZone = null, Interval = interval },
            _ => definition,
        };
        return timed with
        {
            TimeZone = arguments.GetValue(_timeZone) ?? timed.TimeZone,
            Payload = await ReadPayloadAsync(arguments, input, cancellationToken) ?? timed.Payload,
            Headers = arguments.GetValue(_headers) ?? timed.Headers,
            Priority = arguments.GetValue(_priority) ?? timed.Priority,
            Overlap = arguments.GetValue(_overlap) ?? timed.Overlap,
            CatchUp = arguments.GetValue(_catchUp) ?? timed.CatchUp,
        };
    }

    private async Task<JsonElement?> ReadPayloadAsync(
        ParseResult arguments, Stream input, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_data) is not { } data)
        {
            return null;
        }

        var payload = await PayloadSource.ReadAsync(data, null, input, cancellationToken);
        try
        {
            return JsonElement.Parse(payload.Content.Span);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"The payload of a schedule must be JSON: {exception.Message}", exception);
        }
    }
}
