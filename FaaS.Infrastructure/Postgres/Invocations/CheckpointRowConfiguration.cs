using FaaS.Domain.Invocations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Invocations;

internal sealed class CheckpointRowConfiguration : IEntityTypeConfiguration<CheckpointRow>
{
    public void Configure(EntityTypeBuilder<CheckpointRow> builder)
    {
        builder.ToTable("invocation_checkpoints");
        builder.HasKey(checkpoint => new { checkpoint.InvocationId, checkpoint.Name });
        builder.Property(checkpoint => checkpoint.Name).HasMaxLength(CheckpointName.MaxLength);
        builder.Property(checkpoint => checkpoint.ContentType).HasMaxLength(CheckpointLimits.MaxContentTypeLength);
    }
}
