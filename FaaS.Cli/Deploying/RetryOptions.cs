using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Client.Functions;

namespace FaaS.Cli.Deploying;

/// <summary>What "deploy" takes about retries of asynchronous invocations.</summary>
internal sealed class RetryOptions
{
    private readonly Option<int?> _maxAttempts = new("--max-attempts")
    {
        Description = "How often an asynchronous invocation is tried, 1 to 100.",
        HelpName = "N",
    };

    private readonly Option<TimeSpan?> _base = new("--retry-base")
    {
        Description = "The longest wait after the first attempt: up to 1h.",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<TimeSpan?> _cap = new("--retry-cap")
    {
        Description = "The longest wait of all: up to 6h.",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<double?> _factor = new("--retry-factor")
    {
        Description = "By what the wait grows each time, 1 to 10.",
        HelpName = "X",
    };

    private readonly Option<string?> _jitter = new("--retry-jitter")
    {
        Description = "How much of a wait is random.",
        HelpName = "full|equal|none",
    };

    private readonly Option<string[]?> _retryable = new("--retryable")
    {
        Description = "Retry only this kind of failure (timeout) or type of error (ValueError); may be repeated.",
        HelpName = "KIND|TYPE",
    };

    public IReadOnlyList<Option> All => [_maxAttempts, _base, _cap, _factor, _jitter, _retryable];

    /// <summary>What was said, over what the function has.</summary>
    public RetryPolicy? PolicyOf(ParseResult arguments, RetryPolicy? current)
    {
        var policy = new RetryPolicy
        {
            MaxAttempts = arguments.GetValue(_maxAttempts) ?? current?.MaxAttempts,
            Base = arguments.GetValue(_base) ?? current?.Base,
            Cap = arguments.GetValue(_cap) ?? current?.Cap,
            Factor = arguments.GetValue(_factor) ?? current?.Factor,
            Jitter = arguments.GetValue(_jitter) ?? current?.Jitter,
            Retryable = arguments.GetValue(_retryable) is { Length: > 0 } listed ? listed : current?.Retryable,
        };
        return policy == new RetryPolicy() ? null : policy;
    }
}
