using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class InvocationsByFunctionName : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invocations_function",
                table: "invocations");

            migrationBuilder.CreateIndex(
                name: "ix_invocations_function",
                table: "invocations",
                columns: new[] { "tenant", "function_name", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invocations_function",
                table: "invocations");

            migrationBuilder.CreateIndex(
                name: "ix_invocations_function",
                table: "invocations",
                columns: new[] { "tenant", "function_id", "id" });
        }
    }
}
