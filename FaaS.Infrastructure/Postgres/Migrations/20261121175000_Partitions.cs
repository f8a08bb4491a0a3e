using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FaaS.Infrastructure.Postgres.Migrations;

/// <summary>
/// Keeps what grows without end in one partition per day. Ids of invocations sort by the time at which they were made,
/// so a range of ids is a range of time, the primary key stays the id alone, and a look by id touches one partition.
/// </summary>
[DbContext(typeof(FaasDbContext))]
[Migration("20261121175000_Partitions")]
public sealed class Partitions : Migration
{
    private const string FirstIdOf = """
        CREATE FUNCTION first_invocation_id_of(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
            SELECT (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
        $$;
        """;

    // What is stored while a day has no partition waits in the default one, and moves when the day gets its own.
    private const string EnsureDay = """
        CREATE FUNCTION ensure_invocation_partitions(day date) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            parent text;
            key text;
            partition text;
            first uuid := first_invocation_id_of(day::timestamp AT TIME ZONE 'UTC');
            beyond uuid := first_invocation_id_of((day + 1)::timestamp AT TIME ZONE 'UTC');
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('ensure_invocation_partitions'));
            FOR parent, key IN
                SELECT relname, attname FROM pg_partitioned_table
                JOIN pg_class ON pg_class.oid = partrelid
                JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
                WHERE relnamespace = current_schema()::regnamespace
                    AND (relname = 'invocations' OR relname LIKE 'invocation\_%')
            LOOP
                partition := parent || '_' || to_char(day, 'YYYYMMDD');
                CONTINUE WHEN to_regclass(partition) IS NOT NULL;
                EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING STORAGE)', partition, parent);
                EXECUTE format(
                    'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I TABLE moved',
                    parent || '_default', key, first, key, beyond, partition);
                EXECUTE format(
                    'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition, first, beyond);
            END LOOP;
        END $$;
        """;

    private const string Convert = """
        CREATE FUNCTION pg_temp.partition_by_id(parent text, key text) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            before text := parent || '_before';
            primary_key record;
            indexes text[];
            index_names text[];
            one text;
        BEGIN
            SELECT conname, pg_get_constraintdef(oid) AS definition INTO primary_key
            FROM pg_constraint WHERE conrelid = parent::regclass AND contype = 'p';
            SELECT array_agg(pg_get_indexdef(indexrelid)), array_agg(indexrelid::regclass::text)
            INTO indexes, index_names
            FROM pg_index WHERE indrelid = parent::regclass AND NOT indisprimary;

            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', parent, primary_key.conname);
            FOREACH one IN ARRAY coalesce(index_names, '{}') LOOP
                EXECUTE format('DROP INDEX %s', one);
            END LOOP;
            EXECUTE format('ALTER TABLE %I RENAME TO %I', parent, before);
            EXECUTE format(
                'CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY RANGE (%I)',
                parent, before, key);
            EXECUTE format(
                'ALTER TABLE %I ADD CONSTRAINT %I %s', parent, primary_key.conname, primary_key.definition);
            FOREACH one IN ARRAY coalesce(indexes, '{}') LOOP
                EXECUTE one;
            END LOOP;
            EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', parent || '_default', parent);
            EXECUTE format('INSERT INTO %I TABLE %I', parent, before);
            EXECUTE format('DROP TABLE %I', before);
        END $$;

        SELECT pg_temp.partition_by_id('invocations', 'id');
        SELECT pg_temp.partition_by_id('invocation_logs', 'invocation_id');
        SELECT pg_temp.partition_by_id('invocation_attempts', 'invocation_id');
        SELECT pg_temp.partition_by_id('invocation_checkpoints', 'invocation_id');
        """;

    // From the first day that has rows; a week ahead, so that a scheduler that is away for long changes nothing.
    private const string FirstPartitions = """
        SELECT ensure_invocation_partitions(day::date) FROM generate_series(
            (coalesce((SELECT min(created_at) FROM invocations), now()) AT TIME ZONE 'UTC')::date,
            (now() AT TIME ZONE 'UTC')::date + 7,
            interval '1 day') AS day;
        """;

    protected override void Up(MigrationBuilder migrationBuilder)
        => migrationBuilder.Sql(FirstIdOf + EnsureDay + Convert + FirstPartitions);

    /// <summary>The tables stay as they are: what came before does not care how they are kept.</summary>
    protected override void Down(MigrationBuilder migrationBuilder)
        => throw new NotSupportedException("The partitions cannot be taken back; restore a backup instead.");
}
