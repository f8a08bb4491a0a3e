using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Retention;

internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var wrong = new (string Name, TimeSpan Time)[]
        {
            (nameof(options.Results), options.Results),
            (nameof(options.Logs), options.Logs),
            (nameof(options.Checkpoints), options.Checkpoints),
        }
            .Where(part => part.Time > options.Invocations)
            .Select(part => $"{RetentionOptions.Section}:{part.Name} must not exceed {RetentionOptions.Section}:"
                + $"{nameof(options.Invocations)}: it goes with the invocation.")
            .ToArray();
        return wrong.Length > 0 ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }
}
