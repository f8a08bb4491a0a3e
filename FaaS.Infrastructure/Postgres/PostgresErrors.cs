using Npgsql;

namespace FaaS.Infrastructure.Postgres;

internal static class PostgresErrors
{
    /// <summary>Classes 22 and 23 of SQLSTATE: the data is wrong, and will be at the next try.</summary>
    public static bool IsOfData(this PostgresException exception)
        => exception.SqlState.StartsWith("22", StringComparison.Ordinal)
            || exception.SqlState.StartsWith("23", StringComparison.Ordinal);
}
