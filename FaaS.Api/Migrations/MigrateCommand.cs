using FaaS.Infrastructure;
using FaaS.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace FaaS.Api.Migrations;

/// <summary>
/// <c>FaaS.Api migrate</c>: the one step that changes the schema, whoever else runs it at the same time.
/// </summary>
internal static class MigrateCommand
{
    public const string Name = "migrate";

    // Any number that nothing else locks.
    private const long Lock = 0x666161735f6d6967;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddServiceDefaults();
        builder.AddFaasStores();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        using var host = builder.Build();

        try
        {
            await using var context = await host.Services
                .GetRequiredService<IDbContextFactory<FaasDbContext>>().CreateDbContextAsync();
            await WaitForPostgresAsync(context, TimeProvider.System, CancellationToken.None);
            await MigrateAsync(context, Console.Out, CancellationToken.None);
            return 0;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"Cannot migrate: {exception.Message}");
            return 1;
        }
    }

    public static async Task MigrateAsync(FaasDbContext context, TextWriter output, CancellationToken cancellationToken)
    {
        var database = context.Database;
        await database.OpenConnectionAsync(cancellationToken);
        await database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Lock})", cancellationToken);
        try
        {
            var pending = (await database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            await database.MigrateAsync(cancellationToken);
            await output.WriteLineAsync(pending.Count == 0
                ? "The database is up to date."
                : $"Applied {string.Join(", ", pending)}.");
        }
        finally
        {
            await database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Lock})", CancellationToken.None);
            await database.CloseConnectionAsync();
        }
    }

    private static async Task WaitForPostgresAsync(
        FaasDbContext context,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var creator = context.GetService<IRelationalDatabaseCreator>();
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                if (!await creator.ExistsAsync(cancellationToken))
                {
                    await creator.CreateAsync(cancellationToken);
                }

                return;
            }
            catch (NpgsqlException) when (clock.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }
}
