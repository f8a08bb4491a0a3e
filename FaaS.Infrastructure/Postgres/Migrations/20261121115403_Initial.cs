using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "code_blobs",
                columns: table => new
                {
                    digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_code_blobs", x => x.digest);
                });

            migrationBuilder.CreateTable(
                name: "dispatchers",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    url = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dispatchers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "functions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false, collation: "C"),
                    current_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_functions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "invocation_logs",
                columns: table => new
                {
                    invocation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invocation_logs", x => x.invocation_id);
                });

            migrationBuilder.CreateTable(
                name: "invocations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    function_id = table.Column<Guid>(type: "uuid", nullable: false),
                    function_name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    mode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    priority = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    payload = table.Column<byte[]>(type: "bytea", nullable: true),
                    content_type = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    headers = table.Column<string>(type: "jsonb", nullable: false),
                    result = table.Column<byte[]>(type: "bytea", nullable: true),
                    result_content_type = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    error_kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    error_type = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    error_stack = table.Column<string>(type: "text", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    max_attempts = table.Column<int>(type: "integer", nullable: false),
                    lease_epoch = table.Column<long>(type: "bigint", nullable: false),
                    lease_owner = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    lease_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    timeout_ms = table.Column<int>(type: "integer", nullable: false),
                    queue_ms = table.Column<double>(type: "double precision", nullable: true),
                    init_ms = table.Column<double>(type: "double precision", nullable: true),
                    run_ms = table.Column<double>(type: "double precision", nullable: true),
                    cpu_ms = table.Column<double>(type: "double precision", nullable: true),
                    peak_memory_bytes = table.Column<long>(type: "bigint", nullable: true),
                    cold = table.Column<bool>(type: "boolean", nullable: true),
                    worker_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    sandbox = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    trace_id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    logs_size = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invocations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "function_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    function_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    runtime = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    handler = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    code_digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    code_kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    code_size = table.Column<int>(type: "integer", nullable: false),
                    timeout_ms = table.Column<int>(type: "integer", nullable: false),
                    memory_mb = table.Column<int>(type: "integer", nullable: false),
                    cpu = table.Column<double>(type: "double precision", nullable: false),
                    max_concurrency = table.Column<int>(type: "integer", nullable: false),
                    isolation = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    network = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    environment = table.Column<string>(type: "jsonb", nullable: false),
                    metadata = table.Column<string>(type: "jsonb", nullable: false),
                    verified = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_function_versions", x => x.id);
                    table.ForeignKey(
                        name: "fk_function_versions_code_digest",
                        column: x => x.code_digest,
                        principalTable: "code_blobs",
                        principalColumn: "digest",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_function_versions_function_id",
                        column: x => x.function_id,
                        principalTable: "functions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_function_versions_code_digest",
                table: "function_versions",
                column: "code_digest");

            migrationBuilder.CreateIndex(
                name: "ix_function_versions_function_id_version",
                table: "function_versions",
                columns: new[] { "function_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_functions_tenant_name",
                table: "functions",
                columns: new[] { "tenant", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invocations_function",
                table: "invocations",
                columns: new[] { "tenant", "function_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_invocations_queued",
                table: "invocations",
                column: "not_before",
                filter: "state = 'queued'");

            migrationBuilder.CreateIndex(
                name: "ix_invocations_running",
                table: "invocations",
                column: "lease_expires_at",
                filter: "state = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_invocations_state",
                table: "invocations",
                columns: new[] { "tenant", "state", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "dispatchers");

            migrationBuilder.DropTable(
                name: "function_versions");

            migrationBuilder.DropTable(
                name: "invocation_logs");

            migrationBuilder.DropTable(
                name: "invocations");

            migrationBuilder.DropTable(
                name: "code_blobs");

            migrationBuilder.DropTable(
                name: "functions");
        }
    }
}
