using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class DeadLettersByFunctionAndReason : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_invocations_dead_function",
                table: "invocations",
                columns: new[] { "tenant", "function_name", "finished_at", "id" },
                filter: "state = 'dead'");

            migrationBuilder.CreateIndex(
                name: "ix_invocations_dead_reason",
                table: "invocations",
                columns: new[] { "tenant", "dead_reason", "finished_at", "id" },
                filter: "state = 'dead'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invocations_dead_function",
                table: "invocations");

            migrationBuilder.DropIndex(
                name: "ix_invocations_dead_reason",
                table: "invocations");
        }
    }
}
