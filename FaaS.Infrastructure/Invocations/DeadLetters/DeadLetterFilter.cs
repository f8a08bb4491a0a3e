using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations.DeadLetters;

/// <summary>Which dead letters of a tenant; what is null does not matter.</summary>
/// <param name="Since">Those that died at this time or later.</param>
/// <param name="Until">Those that died before this time.</param>
internal sealed record DeadLetterFilter(
    string Tenant,
    Guid? Id = null,
    Guid? FunctionId = null,
    string? FunctionName = null,
    DeadReason? Reason = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null)
{
    /// <summary>Of <c>invocations AS i</c>, with the parameters that <see cref="AddTo"/> puts first.</summary>
    public const string Condition = """
        i.tenant = $1 AND i.state = 'dead'
            AND ($2::uuid IS NULL OR i.id = $2)
            AND ($3::uuid IS NULL OR i.function_id = $3)
            AND ($4::text IS NULL OR i.function_name = $4)
            AND ($5::text IS NULL OR i.dead_reason = $5)
            AND ($6::timestamptz IS NULL OR i.finished_at >= $6)
            AND ($7::timestamptz IS NULL OR i.finished_at < $7)
        """;

    public void AddTo(NpgsqlCommand command)
    {
        command.Parameters.Add(PostgresParameter.Of(Tenant));
        command.Parameters.Add(PostgresParameter.Of(Id));
        command.Parameters.Add(PostgresParameter.Of(FunctionId));
        command.Parameters.Add(PostgresParameter.Of(FunctionName));
        command.Parameters.Add(PostgresParameter.Of(Reason is { } reason ? EnumText<DeadReason>.Of(reason) : null));
        command.Parameters.Add(PostgresParameter.Of(Since?.ToUniversalTime()));
        command.Parameters.Add(PostgresParameter.Of(Until?.ToUniversalTime()));
    }
}
