using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class InvocationTotalsSince : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "since",
                table: "invocation_totals",
                type: "timestamp with time zone",
                nullable: false,
                defaultValueSql: "now()");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "since",
                table: "invocation_totals");
        }
    }
}
