using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class QueuedByPriority : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invocations_queued",
                table: "invocations");

            migrationBuilder.CreateIndex(
                name: "ix_invocations_queued",
                table: "invocations",
                columns: new[] { "priority", "not_before" },
                filter: "state = 'queued'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invocations_queued",
                table: "invocations");

            migrationBuilder.CreateIndex(
                name: "ix_invocations_queued",
                table: "invocations",
                column: "not_before",
                filter: "state = 'queued'");
        }
    }
}
