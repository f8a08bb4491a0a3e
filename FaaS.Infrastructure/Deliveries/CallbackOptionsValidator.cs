using System.Net;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Deliveries;

internal sealed class CallbackOptionsValidator : IValidateOptions<CallbackOptions>
{
    public ValidateOptionsResult Validate(string? name, CallbackOptions options)
    {
        var wrong = options.AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network =>
                $"{CallbackOptions.Section}:AllowedNetworks: '{network}' is not a network like 10.1.0.0/16.")
            .ToArray();
        return wrong is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
