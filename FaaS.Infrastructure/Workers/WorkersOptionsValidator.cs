using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Workers;

internal sealed class WorkersOptionsValidator : IValidateOptions<WorkersOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkersOptions options)
    {
        string[] wrong =
        [
            .. options.SuspectAfter > 2 * options.Heartbeat ? Array.Empty<string>() :
                ["Workers:SuspectAfter must be more than two times Workers:Heartbeat."],
            .. options.DeadAfter > options.SuspectAfter ? Array.Empty<string>() :
                ["Workers:DeadAfter must be more than Workers:SuspectAfter."],
        ];
        return wrong is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
