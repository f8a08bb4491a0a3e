using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FaaS.Infrastructure.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class LeadershipTerms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "acquired_at",
                table: "leadership",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.CreateIndex(
                name: "ix_leadership_duty_epoch",
                table: "leadership",
                columns: new[] { "duty", "epoch" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_leadership_duty_epoch",
                table: "leadership");

            migrationBuilder.DropColumn(
                name: "acquired_at",
                table: "leadership");
        }
    }
}
