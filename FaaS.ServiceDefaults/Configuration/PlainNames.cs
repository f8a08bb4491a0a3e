using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace FaaS.ServiceDefaults.Configuration;

/// <summary>
/// The plain names of the specification (<c>DB_HOST</c>, <c>REDIS_ADDR</c>, …) and the keys of ours that they mean.
/// </summary>
internal static class PlainNames
{
    private static readonly string[] DatabaseNames =
        ["DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME", "DB_SSLMODE"];

    private static readonly string[] RedisNames = ["REDIS_ADDR", "REDIS_PASSWORD", "REDIS_DB"];

    private static readonly Dictionary<string, string> Renamed = new()
    {
        ["STORAGE_TYPE"] = "Objects:Type",
        ["STORAGE_BASE_DIR"] = "Objects:Directory",
        ["WORKER_ID"] = "Worker:Id",
        ["WORKER_WORK_DIR"] = "Worker:Directory",
    };

    /// <summary>The keys of ours that follow from the plain names that are set.</summary>
    public static Dictionary<string, string?> Translate(IConfiguration configuration)
    {
        RefuseToRunWithoutContainers(configuration);

        var keys = new Dictionary<string, string?>();
        foreach (var (plain, key) in Renamed)
        {
            if (configuration[plain] is { Length: > 0 } value)
            {
                keys[key] = value;
            }
        }

        if (DatabaseNames.Any(name => configuration[name] is not null))
        {
            keys["ConnectionStrings:faas"] = Database(configuration);
        }

        if (RedisNames.Any(name => configuration[name] is not null))
        {
            keys["ConnectionStrings:redis"] = Redis(configuration);
        }

        if (configuration["SERVER_ADDR"] is { Length: > 0 } address)
        {
            keys["urls"] = Url(address);
        }

        return keys;
    }

    private static string Database(IConfiguration configuration) => new DbConnectionStringBuilder
    {
        ["Host"] = configuration["DB_HOST"] ?? "localhost",
        ["Port"] = Number(configuration, "DB_PORT", 5432, 1, 65535),
        ["Username"] = configuration["DB_USER"] ?? "postgres",
        ["Password"] = configuration["DB_PASSWORD"] ?? "postgres",
        ["Database"] = configuration["DB_NAME"] ?? "faas",
        ["SSL Mode"] = SslMode(configuration["DB_SSLMODE"] ?? "disable"),
    }.ConnectionString;

    private static string SslMode(string mode) => mode switch
    {
        "disable" => "Disable",
        "allow" => "Allow",
        "prefer" => "Prefer",
        "require" => "Require",
        "verify-ca" => "VerifyCA",
        "verify-full" => "VerifyFull",
        _ => throw new InvalidConfigurationException(
            $"DB_SSLMODE must be disable, allow, prefer, require, verify-ca or verify-full, not '{mode}'."),
    };

    private static string Redis(IConfiguration configuration)
    {
        var password = configuration["REDIS_PASSWORD"] ?? "";
        if (password.Contains(',', StringComparison.Ordinal))
        {
            throw new InvalidConfigurationException("REDIS_PASSWORD must not contain a comma.");
        }

        var database = Number(configuration, "REDIS_DB", 0, 0, 1023);
        var secret = password.Length > 0 ? $",password={password}" : "";
        return $"{configuration["REDIS_ADDR"] ?? "localhost:6379"}{secret},defaultDatabase={database}";
    }

    private static string Url(string address)
    {
        var colon = address.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(address[(colon + 1)..], CultureInfo.InvariantCulture, out var port))
        {
            throw new InvalidConfigurationException($"SERVER_ADDR must be host:port or :port, not '{address}'.");
        }

        return $"http://{(colon == 0 ? "*" : address[..colon])}:{port}";
    }

    private static int Number(IConfiguration configuration, string name, int otherwise, int min, int max)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new InvalidConfigurationException($"{name} must be a number from {min} to {max}, not '{text}'.");
    }

    private static void RefuseToRunWithoutContainers(IConfiguration configuration)
    {
        if (configuration["WORKER_RUNTIME_TYPE"] is { Length: > 0 } type and not "container")
        {
            throw new InvalidConfigurationException(
                $"WORKER_RUNTIME_TYPE must be 'container', not '{type}': functions run in sandboxes only.");
        }

        if (configuration["WORKER_USE_CONTAINER"] is { Length: > 0 } use && use is not ("true" or "1"))
        {
            throw new InvalidConfigurationException(
                $"WORKER_USE_CONTAINER must be 'true', not '{use}': functions run in sandboxes only.");
        }
    }
}
