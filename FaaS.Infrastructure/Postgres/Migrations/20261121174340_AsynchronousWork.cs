using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class AsynchronousWork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "dead_reason",
                table: "invocations",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "expires_at",
                table: "invocations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "idempotency_key",
                table: "invocations",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "platform_faults",
                table: "invocations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "progress",
                table: "invocations",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "progress_message",
                table: "invocations",
                type: "character varying(1024)",
                maxLength: 1024,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "redrives",
                table: "invocations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "schedule_id",
                table: "invocations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "worker_losses",
                table: "invocations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "max_event_age_ms",
                table: "function_versions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "on_failure",
                table: "function_versions",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "on_success",
                table: "function_versions",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "retry",
                table: "function_versions",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    invocation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    destination = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    lease_epoch = table.Column<long>(type: "bigint", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    status_code = table.Column<int>(type: "integer", nullable: true),
                    error = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    function_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    invocation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.tenant, x.function_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "invocation_attempts",
                columns: table => new
                {
                    invocation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lease_epoch = table.Column<long>(type: "bigint", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    dispatcher = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    worker_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    sandbox = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    error_kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    error_type = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    queue_ms = table.Column<double>(type: "double precision", nullable: true),
                    init_ms = table.Column<double>(type: "double precision", nullable: true),
                    run_ms = table.Column<double>(type: "double precision", nullable: true),
                    cpu_ms = table.Column<double>(type: "double precision", nullable: true),
                    peak_memory_bytes = table.Column<long>(type: "bigint", nullable: true),
                    cold = table.Column<bool>(type: "boolean", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invocation_attempts", x => new { x.invocation_id, x.lease_epoch });
                });

            migrationBuilder.CreateTable(
                name: "invocation_checkpoints",
                columns: table => new
                {
                    invocation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    compressed = table.Column<bool>(type: "boolean", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    lease_epoch = table.Column<long>(type: "bigint", nullable: false),
                    saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invocation_checkpoints", x => new { x.invocation_id, x.name });
                });

            migrationBuilder.CreateTable(
                name: "leadership",
                columns: table => new
                {
                    duty = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    holder = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leadership", x => x.duty);
                });

            migrationBuilder.CreateTable(
                name: "schedules",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    function_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cron = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    interval_ms = table.Column<long>(type: "bigint", nullable: true),
                    time_zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    payload = table.Column<byte[]>(type: "bytea", nullable: false),
                    content_type = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    headers = table.Column<string>(type: "jsonb", nullable: false),
                    priority = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    overlap = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    catch_up = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    next_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_invocation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "schedule_firings",
                columns: table => new
                {
                    schedule_id = table.Column<Guid>(type: "uuid", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    invocation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    fired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedule_firings", x => new { x.schedule_id, x.due_at });
                    table.ForeignKey(
                        name: "fk_schedule_firings_schedule_id",
                        column: x => x.schedule_id,
                        principalTable: "schedules",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_invocations_dead",
                table: "invocations",
                columns: new[] { "tenant", "finished_at" },
                filter: "state = 'dead'");

            migrationBuilder.CreateIndex(
                name: "ix_invocations_expiring",
                table: "invocations",
                column: "expires_at",
                filter: "state = 'queued'");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_invocation_id",
                table: "deliveries",
                column: "invocation_id");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_pending",
                table: "deliveries",
                column: "next_attempt_at",
                filter: "state = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_expires_at",
                table: "idempotency_keys",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_firings_fired_at",
                table: "schedule_firings",
                column: "fired_at");

            migrationBuilder.CreateIndex(
                name: "ix_schedules_due",
                table: "schedules",
                column: "next_due_at",
                filter: "enabled");

            migrationBuilder.CreateIndex(
                name: "ix_schedules_function_id",
                table: "schedules",
                column: "function_id");

            migrationBuilder.CreateIndex(
                name: "ix_schedules_tenant_name",
                table: "schedules",
                columns: new[] { "tenant", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "invocation_attempts");

            migrationBuilder.DropTable(
                name: "invocation_checkpoints");

            migrationBuilder.DropTable(
                name: "leadership");

            migrationBuilder.DropTable(
                name: "schedule_firings");

            migrationBuilder.DropTable(
                name: "schedules");

            migrationBuilder.DropIndex(
                name: "ix_invocations_dead",
                table: "invocations");

            migrationBuilder.DropIndex(
                name: "ix_invocations_expiring",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "dead_reason",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "expires_at",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "idempotency_key",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "platform_faults",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "progress",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "progress_message",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "redrives",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "schedule_id",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "worker_losses",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "max_event_age_ms",
                table: "function_versions");

            migrationBuilder.DropColumn(
                name: "on_failure",
                table: "function_versions");

            migrationBuilder.DropColumn(
                name: "on_success",
                table: "function_versions");

            migrationBuilder.DropColumn(
                name: "retry",
                table: "function_versions");
        }
    }
}
