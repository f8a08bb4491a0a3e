using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Invocations;

internal sealed class InvocationTotalsRowConfiguration : IEntityTypeConfiguration<InvocationTotalsRow>
{
    public void Configure(EntityTypeBuilder<InvocationTotalsRow> builder)
    {
        builder.ToTable("invocation_totals");
        builder.HasKey(totals => totals.Shard);
        builder.Property(totals => totals.Shard).ValueGeneratedNever();
        builder.Property(totals => totals.Since).HasDefaultValueSql("now()");
    }
}
