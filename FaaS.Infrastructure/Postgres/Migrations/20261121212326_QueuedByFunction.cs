using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class QueuedByFunction : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_invocations_queued_function",
                table: "invocations",
                columns: new[] { "priority", "function_id", "not_before" },
                filter: "state = 'queued'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invocations_queued_function",
                table: "invocations");
        }
    }
}
