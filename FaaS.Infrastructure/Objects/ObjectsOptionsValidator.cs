using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Objects;

internal sealed class ObjectsOptionsValidator : IValidateOptions<ObjectsOptions>
{
    public ValidateOptionsResult Validate(string? name, ObjectsOptions options)
    {
        if ((options.AccessKey.Length == 0) != (options.SecretKey.Length == 0))
        {
            return ValidateOptionsResult.Fail("Set both Objects:AccessKey and Objects:SecretKey, or neither.");
        }

        return options.ServiceUrl is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") }
            ? ValidateOptionsResult.Fail("Objects:ServiceUrl must be an http or https URL.")
            : ValidateOptionsResult.Success;
    }
}
