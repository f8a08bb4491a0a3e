using FaaS.Infrastructure.Postgres.Dispatchers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Permits;

internal sealed class PermitGrantRowConfiguration : IEntityTypeConfiguration<PermitGrantRow>
{
    public void Configure(EntityTypeBuilder<PermitGrantRow> builder)
    {
        builder.ToTable("permit_grants");
        builder.HasKey(grant => new { grant.FunctionId, grant.DispatcherId });
        builder.Property(grant => grant.DispatcherId).HasMaxLength(128);
        builder.HasOne<DispatcherRow>()
            .WithMany()
            .HasForeignKey(grant => grant.DispatcherId)
            .OnDelete(DeleteBehavior.Cascade);
    }
}
