using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Autoscaling;

internal sealed class AutoscaleOptionsValidator : IValidateOptions<AutoscaleOptions>
{
    public ValidateOptionsResult Validate(string? name, AutoscaleOptions options)
        => options.MinWorkers > options.MaxWorkers
            ? ValidateOptionsResult.Fail(
                $"{AutoscaleOptions.Section}:{nameof(options.MinWorkers)} must not exceed "
                + $"{AutoscaleOptions.Section}:{nameof(options.MaxWorkers)}.")
            : ValidateOptionsResult.Success;
}
