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

        // Not for any query: it makes the epoch part of what FOR KEY SHARE protects, so that a fenced write holds up
        // the next leader, but not the renewals of its own.
        builder.HasIndex(leadership => new { leadership.Duty, leadership.Epoch }).IsUnique();
    }
}
