using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Invocations;

internal sealed class InvocationAttemptRowConfiguration : IEntityTypeConfiguration<InvocationAttemptRow>
{
    public void Configure(EntityTypeBuilder<InvocationAttemptRow> builder)
    {
        builder.ToTable("invocation_attempts");
        builder.HasKey(attempt => new { attempt.InvocationId, attempt.LeaseEpoch });
        builder.Property(attempt => attempt.Dispatcher).HasMaxLength(128);
        builder.Property(attempt => attempt.WorkerId).HasMaxLength(128);
        builder.Property(attempt => attempt.Sandbox).HasMaxLength(128);
        builder.Property(attempt => attempt.ErrorType).HasMaxLength(256);
    }
}
