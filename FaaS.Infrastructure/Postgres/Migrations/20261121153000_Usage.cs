using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Usage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "memory_mb",
                table: "invocations",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "bytes_in",
                table: "invocations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "bytes_out",
                table: "invocations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "network_received_bytes",
                table: "invocations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "network_sent_bytes",
                table: "invocations",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "usage",
                columns: table => new
                {
                    hour = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tenant = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    dispatcher = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    invocations = table.Column<long>(type: "bigint", nullable: false),
                    cpu_ms = table.Column<double>(type: "double precision", nullable: false),
                    gib_ms = table.Column<double>(type: "double precision", nullable: false),
                    bytes_in = table.Column<long>(type: "bigint", nullable: false),
                    bytes_out = table.Column<long>(type: "bigint", nullable: false),
                    network_received_bytes = table.Column<long>(type: "bigint", nullable: false),
                    network_sent_bytes = table.Column<long>(type: "bigint", nullable: false),
                    logs_size = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage", x => new { x.hour, x.tenant, x.dispatcher });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "usage");

            migrationBuilder.DropColumn(
                name: "memory_mb",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "bytes_in",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "bytes_out",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "network_received_bytes",
                table: "invocations");

            migrationBuilder.DropColumn(
                name: "network_sent_bytes",
                table: "invocations");
        }
    }
}
