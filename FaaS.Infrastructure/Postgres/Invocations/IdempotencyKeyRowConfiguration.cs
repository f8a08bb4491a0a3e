using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Invocations;

internal sealed class IdempotencyKeyRowConfiguration : IEntityTypeConfiguration<IdempotencyKeyRow>
{
    public void Configure(EntityTypeBuilder<IdempotencyKeyRow> builder)
    {
        builder.ToTable("idempotency_keys");
        builder.HasKey(key => new { key.Tenant, key.FunctionId, key.Key });
        builder.Property(key => key.Tenant).HasMaxLength(63);
        builder.Property(key => key.Key).HasMaxLength(255);

        // Retention: WHERE expires_at < now.
        builder.HasIndex(key => key.ExpiresAt);
    }
}
