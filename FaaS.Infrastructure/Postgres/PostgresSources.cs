using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FaaS.Infrastructure.Postgres;

/// <summary>Where connections come from.</summary>
internal static class PostgresSources
{
    /// <summary>
    /// The service key of the source for what is run for every invocation: statements that find rows by their keys.
    /// </summary>
    public const string PlannedOnce = "planned-once";

    private const string AutoPrepare = "Max Auto Prepare";
    private const int MaxPreparedStatements = 64;

    // A server that has fallen silent is noticed by waiting for it, and the driver then blocks a thread for up to the
    // time of connecting to have the statement cancelled.
    private const int ConnectSeconds = 5;
    private const int LookupSeconds = 10;

    // The cost of a plan over all partitions is no reason to compile it: each statement reads little.
    private const string NoCompiling = "-c jit=off";

    // Planning over the partitions costs several times what running does, and Postgres would do it each time: it knows
    // only when it plans which day is meant. Nor may a plan that was made while the tables were empty read them whole
    // when they are full.
    private const string OnePlan = $"{NoCompiling} -c plan_cache_mode=force_generic_plan -c enable_seqscan=off";

    public static NpgsqlDataSource Create(string connectionString, ILoggerFactory loggers)
        => Build(new(connectionString), NoCompiling, loggers);

    public static NpgsqlDataSource CreatePlannedOnce(string connectionString, ILoggerFactory loggers)
    {
        // Nothing is ever set that would have to be reset.
        var options = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        if (!Says(options, "Command Timeout"))
        {
            options.CommandTimeout = LookupSeconds;
        }

        return Build(options, OnePlan, loggers);
    }

    // What the connection string says goes first: a pooler in between may know neither preparing nor settings.
    private static NpgsqlDataSource Build(
        NpgsqlConnectionStringBuilder options, string settings, ILoggerFactory loggers)
    {
        if (!Says(options, AutoPrepare))
        {
            options.MaxAutoPrepare = MaxPreparedStatements;
            options.Options = $"{options.Options} {settings}".Trim();
        }

        if (!Says(options, "Timeout"))
        {
            options.Timeout = ConnectSeconds;
        }

        return new NpgsqlDataSourceBuilder(options.ConnectionString).UseLoggerFactory(loggers).Build();
    }

    // The builder's own ContainsKey is about what may be said.
    private static bool Says(NpgsqlConnectionStringBuilder options, string key)
        => new DbConnectionStringBuilder { ConnectionString = options.ConnectionString }.ContainsKey(key);
}
