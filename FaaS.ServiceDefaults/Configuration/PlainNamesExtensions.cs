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
            var sources = configuration.Sources;
            var environment = sources.LastOrDefault(source =>
                source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
            var position = environment is null ? sources.Count : sources.IndexOf(environment);
            sources.Insert(position, new MemoryConfigurationSource { InitialData = keys });
        }
    }
}
