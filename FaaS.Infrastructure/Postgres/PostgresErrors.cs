using System.Collections.Frozen;
using Npgsql;

namespace FaaS.Infrastructure.Postgres;

internal static class PostgresErrors
{
    private static readonly FrozenSet<string> OfServer = FrozenSet.ToFrozenSet(
        ["08", "25", "28", "40", "53", "55", "57", "58"]);

    /// <summary>Classes 22 and 23 of SQLSTATE: the data is wrong, and will be at the next try.</summary>
    public static bool IsOfData(this PostgresException exception)
        => exception.SqlState.StartsWith("22", StringComparison.Ordinal)
            || exception.SqlState.StartsWith("23", StringComparison.Ordinal);

    /// <summary>
    /// Postgres does not take the statement, and will not the next time. Not so where the server is to blame, which
    /// may be another one soon: its connections, roles, resources or state, or that it is a standby.
    /// </summary>
    public static bool IsRefusal(this PostgresException exception)
        => !exception.IsTransient && !OfServer.Contains(exception.SqlState[..2]);
}
