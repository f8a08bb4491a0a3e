using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class PermitGrants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "permit_grants",
                columns: table => new
                {
                    function_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dispatcher_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    permits = table.Column<int>(type: "integer", nullable: false),
                    demand = table.Column<int>(type: "integer", nullable: false),
                    demand_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    max_concurrency = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_permit_grants", x => new { x.function_id, x.dispatcher_id });
                    table.ForeignKey(
                        name: "fk_permit_grants_dispatcher_id",
                        column: x => x.dispatcher_id,
                        principalTable: "dispatchers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_permit_grants_dispatcher_id",
                table: "permit_grants",
                column: "dispatcher_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "permit_grants");
        }
    }
}
