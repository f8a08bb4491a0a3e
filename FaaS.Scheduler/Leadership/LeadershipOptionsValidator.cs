using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Leadership;

internal sealed class LeadershipOptionsValidator : IValidateOptions<LeadershipOptions>
{
    public ValidateOptionsResult Validate(string? name, LeadershipOptions options)
        => 3 * options.Renewal > options.Lease
            ? ValidateOptionsResult.Fail(
                $"{LeadershipOptions.Section}:{nameof(options.Renewal)} must be at most a third of "
                + $"{LeadershipOptions.Section}:{nameof(options.Lease)}, so that one late renewal loses nothing.")
            : ValidateOptionsResult.Success;
}
