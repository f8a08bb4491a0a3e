using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Invocations;

internal sealed class InvocationLogRowConfiguration : IEntityTypeConfiguration<InvocationLogRow>
{
    public void Configure(EntityTypeBuilder<InvocationLogRow> builder)
    {
        builder.ToTable("invocation_logs");
        builder.HasKey(log => log.InvocationId);
        builder.Property(log => log.InvocationId).ValueGeneratedNever();
    }
}
