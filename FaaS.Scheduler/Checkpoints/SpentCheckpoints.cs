using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using Npgsql;

namespace FaaS.Scheduler.Checkpoints;

/// <summary>Deletes the checkpoints of what has succeeded. Those of the dead stay, for whoever redrives them.</summary>
internal sealed partial class SpentCheckpoints(CheckpointTable table, ILogger<SpentCheckpoints> logger)
{
    public async Task DeleteAsync(
        IReadOnlyList<AttemptSettlement> batch,
        IReadOnlyList<SettledInvocation> settled,
        CancellationToken cancellationToken)
    {
        var users = batch.Where(ended => ended.MayHaveCheckpoints).Select(ended => ended.Invocation.Id).ToHashSet();
        if (users.Count == 0)
        {
            return;
        }

        users.IntersectWith(settled.Where(one => one.State is InvocationState.Succeeded).Select(one => one.Id));
        if (users.Count == 0)
        {
            return;
        }

        try
        {
            await table.DeleteAsync(users, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // They go with their invocation then.
            Log.NotDeleted(logger, exception, users.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The checkpoints of {Count} invocations that succeeded were not deleted.")]
        public static partial void NotDeleted(ILogger logger, Exception exception, int count);
    }
}
