using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Schedules;

internal sealed class ScheduleFiringRowConfiguration : IEntityTypeConfiguration<ScheduleFiringRow>
{
    public void Configure(EntityTypeBuilder<ScheduleFiringRow> builder)
    {
        builder.ToTable("schedule_firings");
        builder.HasKey(firing => new { firing.ScheduleId, firing.DueAt });
        builder.HasOne<ScheduleRow>().WithMany().HasForeignKey(firing => firing.ScheduleId)
            .OnDelete(DeleteBehavior.Cascade);

        // Retention: WHERE fired_at < then.
        builder.HasIndex(firing => firing.FiredAt);
    }
}
