using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Client.DeadLetters;

namespace FaaS.Cli.DeadLetters;

/// <summary>By what dead letters are chosen.</summary>
internal sealed class DeadLetterOptions
{
    private const int MaxLimit = 10_000;

    private readonly Option<string?> _function = new("--function", "-f")
    {
        Description = "Only those of this function.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "Only those that died of this, such as poison or attempts_exhausted.",
        HelpName = "REASON",
    };

    private readonly Option<TimeSpan?> _since = new("--since")
    {
        Description = "Only those that died in the last 10m, 2h, …",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<int?> _limit = new("--limit")
    {
        Description = $"How many: listed 50, redriven 1000, purged 10000 unless said; at most {MaxLimit}.",
        HelpName = "N",
    };

    public DeadLetterOptions() => _limit.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() is < 1 or > MaxLimit)
        {
            result.AddError($"--limit must be from 1 to {MaxLimit}.");
        }
    });

    public IReadOnlyList<Option> All => [_function, _reason, _since, _limit];

    public DeadLetterFilter FilterOf(ParseResult arguments) => new()
    {
        Function = arguments.GetValue(_function),
        Reason = arguments.GetValue(_reason),
        Since = TimeProvider.System.GetUtcNow() - arguments.GetValue(_since),
        Limit = arguments.GetValue(_limit),
    };

    public static Argument<Guid?> Id(string description) => new("ID")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ArgumentParsers.InvocationId,
    };
}
