using FaaS.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static class ValidatedOptionsExtensions
{
    /// <summary>
    /// Binds the section and validates its data annotations when the process starts, with messages that name the key
    /// (<c>Worker:JoinToken: …</c>), which <c>ValidateDataAnnotations</c> does not.
    /// </summary>
    public static OptionsBuilder<TOptions> AddValidatedOptions<TOptions>(
        this IServiceCollection services,
        string section)
        where TOptions : class
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new ConfigurationKeyValidator<TOptions>(section));
        return services.AddOptionsWithValidateOnStart<TOptions>().BindConfiguration(section);
    }
}
