using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Deliveries;

internal sealed class DeliveryRowConfiguration : IEntityTypeConfiguration<DeliveryRow>
{
    public void Configure(EntityTypeBuilder<DeliveryRow> builder)
    {
        builder.ToTable("deliveries");
        builder.HasKey(delivery => delivery.Id);
        builder.Property(delivery => delivery.Id).ValueGeneratedNever();
        builder.Property(delivery => delivery.Tenant).HasMaxLength(63);
        builder.Property(delivery => delivery.Destination).HasColumnType("jsonb");
        builder.Property(delivery => delivery.Ended).HasColumnType("jsonb");
        builder.Property(delivery => delivery.Error).HasMaxLength(1024);

        // Due ones: WHERE state = 'pending' AND next_attempt_at <= now.
        builder.HasIndex(delivery => delivery.NextAttemptAt, "ix_deliveries_pending")
            .HasFilter("state = 'pending'");

        // Those of one invocation.
        builder.HasIndex(delivery => delivery.InvocationId);
    }
}
