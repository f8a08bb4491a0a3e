using Npgsql;

namespace FaaS.Infrastructure.Postgres;

internal static class PostgresParameter
{
    /// <summary>A positional parameter that knows its type, also when its value is null or an empty array.</summary>
    public static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
