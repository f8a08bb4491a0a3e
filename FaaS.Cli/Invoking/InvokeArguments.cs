using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FaaS.Cli.CommandLine;
using FaaS.Client.Invocations;

namespace FaaS.Cli.Invoking;

/// <summary>What "invoke" takes besides the function and its payload.</summary>
internal sealed class InvokeArguments
{
    private readonly Option<string?> _key = new("--idempotency-key")
    {
        Description = "Run it once for this key: sent again within 24 hours, it gets the first invocation.",
        HelpName = "KEY",
    };

    private readonly Option<Dictionary<string, string>?> _headers = new("--header", "-H")
    {
        Description = "A header for the function; may be repeated.",
        HelpName = "'NAME: VALUE'",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ArgumentParsers.Headers,
    };

    private readonly Option<TimeSpan?> _delay = new("--delay")
    {
        Description = "With --async: start it that much later: 30s, 2h. At most 720h.",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<DateTimeOffset?> _notBefore = new("--not-before")
    {
        Description = "With --async: start it at this time, such as 2026-11-21T12:00:00Z.",
        HelpName = "TIMESTAMP",
        CustomParser = ParseTime,
    };

    private readonly Option<TimeSpan?> _expiresIn = new("--expires-in")
    {
        Description = "With --async: if it has not started by then, it never will.",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<InvocationPriority?> _priority = new("--priority")
    {
        Description = "With --async: which queue it waits in. Default: normal.",
        HelpName = "high|normal|low",
    };

    public IReadOnlyList<Option> All => [_key, _headers, .. AsynchronousOnly];

    private IReadOnlyList<Option> AsynchronousOnly => [_delay, _notBefore, _expiresIn, _priority];

    public InvokeOptions Synchronous(ParseResult arguments)
    {
        if (AsynchronousOnly.FirstOrDefault(option => arguments.GetResult(option) is not null) is { } option)
        {
            throw new UsageException($"{option.Name} is for what runs later: say --async, too.");
        }

        return new() { IdempotencyKey = arguments.GetValue(_key), Headers = arguments.GetValue(_headers) };
    }

    public EnqueueOptions Asynchronous(ParseResult arguments)
    {
        if (arguments.GetValue(_delay) is not null && arguments.GetValue(_notBefore) is not null)
        {
            throw new UsageException("Say either --delay or --not-before.");
        }

        return new()
        {
            IdempotencyKey = arguments.GetValue(_key),
            Headers = arguments.GetValue(_headers),
            Delay = arguments.GetValue(_delay),
            NotBefore = arguments.GetValue(_notBefore),
            ExpiresIn = arguments.GetValue(_expiresIn),
            Priority = arguments.GetValue(_priority),
        };
    }

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal,
            out var time))
        {
            return time;
        }

        result.AddError($"'{text}' is not a time such as 2026-11-21T12:00:00Z.");
        return null;
    }
}
