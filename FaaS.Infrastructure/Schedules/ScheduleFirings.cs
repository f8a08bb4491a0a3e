using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Leadership;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Schedules;

/// <summary>
/// Answers due times: the firing, its invocation and the next due time in one statement, of the current leader only,
/// and only if the schedule is as it was when it was read.
/// </summary>
internal sealed class ScheduleFirings(NpgsqlDataSource dataSource)
{
    private static readonly string Fire = InvocationAcceptance.Statement(
        before: $"""
            fence AS MATERIALIZED ({LeadershipFence.Of(Parameter(1))}),
            advanced AS (
                UPDATE schedules AS s
                SET next_due_at = m.next_due_at,
                    last_due_at = coalesce(m.fired_at, s.last_due_at),
                    last_invocation_id = coalesce(m.invocation_id, s.last_invocation_id)
                FROM unnest({Parameters(2, 7)}) AS m(id, revision, due_at, next_due_at, fired_at, invocation_id), fence
                WHERE s.id = m.id AND s.enabled AND s.revision = m.revision AND s.next_due_at = m.due_at
                RETURNING s.id),
            fired AS (
                INSERT INTO schedule_firings (schedule_id, due_at, invocation_id, fired_at)
                SELECT f.schedule_id, f.due_at, f.invocation_id, now()
                FROM unnest({Parameters(8, 10)}) AS f(schedule_id, due_at, invocation_id)
                JOIN advanced ON advanced.id = f.schedule_id
                ON CONFLICT (schedule_id, due_at) DO NOTHING
                RETURNING invocation_id),
            """,
        condition: "t.id IN (SELECT invocation_id FROM fired)",
        answer: "SELECT (SELECT count(*) FROM advanced), ARRAY(SELECT id FROM accepted)");

    /// <summary>What was fired, which is nothing when somebody else leads by now.</summary>
    public async Task<FiredSchedules> FireAsync(
        IReadOnlyList<ScheduleMove> moves, LeaderTerm term, CancellationToken cancellationToken)
    {
        var answers = moves
            .SelectMany(move => move.Answers.Select(answer => (move.Schedule.Id, answer.At, answer.InvocationId)))
            .ToArray();
        await using var command = dataSource.CreateCommand(Fire);
        InvocationAcceptance.AddParameters(command, [.. moves.SelectMany(move => move.Invocations)]);
        command.Parameters.Add(PostgresParameter.Of(term.Epoch));
        command.Parameters.Add(Column(moves, move => move.Schedule.Id));
        command.Parameters.Add(Column(moves, move => move.Schedule.Revision));
        command.Parameters.Add(Column(moves, move => move.Schedule.NextDueAt));
        command.Parameters.Add(Column(moves, move => move.Plan.Next?.ToUniversalTime()));
        command.Parameters.Add(Column(moves, move => move.LastFired?.ToUniversalTime()));
        command.Parameters.Add(Column(moves, move => move.Invocations is [.., var last] ? last.Row.Id : (Guid?)null));
        command.Parameters.Add(PostgresParameter.Of(answers.Select(answer => answer.Id).ToArray()));
        command.Parameters.Add(PostgresParameter.Of(answers.Select(answer => answer.At.ToUniversalTime()).ToArray()));
        command.Parameters.Add(PostgresParameter.Of(answers.Select(answer => answer.InvocationId).ToArray()));

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new((int)reader.GetInt64(0), reader.GetFieldValue<Guid[]>(1).ToHashSet());
    }

    private static string Parameter(int number) => $"${InvocationAcceptance.ParameterCount + number}";

    private static string Parameters(int first, int last)
        => string.Join(", ", Enumerable.Range(first, last - first + 1).Select(Parameter));

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<ScheduleMove> moves, Func<ScheduleMove, T> value)
        => PostgresParameter.Of(moves.Select(value).ToArray());
}
