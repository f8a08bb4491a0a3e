using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace FaaS.ServiceDefaults.Configuration;

internal static class PlainNamesExtensions
{
    /// <summary>
    /// Puts what the plain names say above the settings files and below whatever names our own keys: the environment,
    /// the command line.
    /// </summary>
    public static void AddPlainNames(this IConfigurationManager configuration)
    {
        var keys = PlainNames.Translate(configuration);

        // ASPNETCORE_URLS comes from below the settings files, and is nevertheless more explicit.
        if (configuration["urls"] is not null)
        {
            keys.Remove("urls");
        }

        if (keys.Count > 0)
        {
            var environment = configuration.Sources.LastOrDefault(source =>
                source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
            var position = environment is null ? configuration.Sources.Count : configuration.Sources.IndexOf(environment);
            configuration.Sources.Insert(position, new MemoryConfigurationSource { InitialData = keys });
        }
    }
}
