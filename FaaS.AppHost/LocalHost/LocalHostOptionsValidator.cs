using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

internal sealed class LocalHostOptionsValidator : IValidateOptions<LocalHostOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalHostOptions options)
    {
        int[] ports = [options.ApiPort, options.SchedulerPort, options.PostgresPort, options.RedisPort];
        if (ports.Distinct().Count() < ports.Length)
        {
            return ValidateOptionsResult.Fail(
                "LocalHost:ApiPort, SchedulerPort, PostgresPort and RedisPort must be four different ports.");
        }

        if (options.FewestWorkers > options.MostWorkers)
        {
            return ValidateOptionsResult.Fail("LocalHost:MinWorkers must not exceed LocalHost:MaxWorkers.");
        }

        return options.MaxRestartDelay < options.RestartDelay
            ? ValidateOptionsResult.Fail("LocalHost:MaxRestartDelay must not be below LocalHost:RestartDelay.")
            : ValidateOptionsResult.Success;
    }
}
