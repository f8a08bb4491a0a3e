using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Functions;

internal sealed class CodeBlobRowConfiguration : IEntityTypeConfiguration<CodeBlobRow>
{
    public void Configure(EntityTypeBuilder<CodeBlobRow> builder)
    {
        builder.ToTable("code_blobs");
        builder.HasKey(blob => blob.Digest);
        builder.Property(blob => blob.Digest).HasMaxLength(64);
    }
}
