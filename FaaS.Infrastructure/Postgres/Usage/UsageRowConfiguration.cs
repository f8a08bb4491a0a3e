using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Usage;

internal sealed class UsageRowConfiguration : IEntityTypeConfiguration<UsageRow>
{
    public void Configure(EntityTypeBuilder<UsageRow> builder)
    {
        builder.ToTable("usage");

        // Every dispatcher reads the current hour once a second.
        builder.HasKey(usage => new { usage.Hour, usage.Tenant, usage.Dispatcher });
        builder.Property(usage => usage.Tenant).HasMaxLength(128);
        builder.Property(usage => usage.Dispatcher).HasMaxLength(128);
    }
}
