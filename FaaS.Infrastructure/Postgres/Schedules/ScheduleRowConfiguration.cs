using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Schedules;

internal sealed class ScheduleRowConfiguration : IEntityTypeConfiguration<ScheduleRow>
{
    public void Configure(EntityTypeBuilder<ScheduleRow> builder)
    {
        builder.ToTable("schedules");
        builder.HasKey(schedule => schedule.Id);
        builder.Property(schedule => schedule.Id).ValueGeneratedNever();
        builder.Property(schedule => schedule.Tenant).HasMaxLength(63);
        builder.Property(schedule => schedule.Name).HasMaxLength(63);
        builder.Property(schedule => schedule.Cron).HasMaxLength(256);
        builder.Property(schedule => schedule.TimeZone).HasMaxLength(64);
        builder.Property(schedule => schedule.ContentType).HasMaxLength(256);
        builder.Property(schedule => schedule.Revision).IsConcurrencyToken();
        builder.HasIndex(schedule => new { schedule.Tenant, schedule.Name }).IsUnique();
        builder.HasIndex(schedule => schedule.FunctionId);

        // Due ones: WHERE enabled AND next_due_at <= now.
        builder.HasIndex(schedule => schedule.NextDueAt, "ix_schedules_due").HasFilter("enabled");
    }
}
