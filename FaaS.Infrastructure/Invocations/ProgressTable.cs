using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Writes how far invocations are, many at once.</summary>
internal sealed class ProgressTable(NpgsqlDataSource dataSource)
{
    // Of an execution that has just ended as well, but not of one that another follows. What is locked is about to
    // change and is not waited for. The ids stand beside the joins so that only their days are touched.
    private const string Write = """
        WITH said AS (SELECT * FROM unnest($1, $2, $3, $4) AS said(id, epoch, fraction, message)),
        free AS (
            SELECT i.id FROM invocations AS i JOIN said ON said.id = i.id AND said.epoch = i.lease_epoch
            WHERE i.id = ANY($1)
            FOR NO KEY UPDATE OF i SKIP LOCKED)
        UPDATE invocations AS i
        SET progress = said.fraction, progress_message = said.message
        FROM said JOIN free USING (id)
        WHERE i.id = said.id AND i.id = ANY($1)
        """;

    public async Task WriteAsync(
        IReadOnlyList<(Guid Id, long LeaseEpoch, InvocationProgress Progress)> said,
        CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Write);
        command.Parameters.Add(PostgresParameter.Of(said.Select(one => one.Id).ToArray()));
        command.Parameters.Add(PostgresParameter.Of(said.Select(one => one.LeaseEpoch).ToArray()));
        command.Parameters.Add(PostgresParameter.Of(said.Select(one => one.Progress.Fraction).ToArray()));
        command.Parameters.Add(PostgresParameter.Of(said.Select(one => Clean(one.Progress.Message)).ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string? Clean(string? message)
        => message is null ? null : PostgresText.Clean(message, InvocationProgress.MaxMessageBytes);
}
