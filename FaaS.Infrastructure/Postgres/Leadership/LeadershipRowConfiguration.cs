using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Leadership;

internal sealed class LeadershipRowConfiguration : IEntityTypeConfiguration<LeadershipRow>
{
    public void Configure(EntityTypeBuilder<LeadershipRow> builder)
    {
        builder.ToTable("leadership");
        builder.HasKey(leadership => leadership.Duty);
        builder.Property(leadership => leadership.Duty).HasMaxLength(32);
        builder.Property(leadership => leadership.Holder).HasMaxLength(128);
    }
}
