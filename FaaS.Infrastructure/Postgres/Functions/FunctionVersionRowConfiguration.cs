using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Functions;

internal sealed class FunctionVersionRowConfiguration : IEntityTypeConfiguration<FunctionVersionRow>
{
    public void Configure(EntityTypeBuilder<FunctionVersionRow> builder)
    {
        builder.ToTable("function_versions");
        builder.HasKey(version => version.Id);
        builder.Property(version => version.Id).ValueGeneratedNever();
        builder.Property(version => version.Retry).HasColumnType("jsonb");
        builder.Property(version => version.OnSuccess).HasColumnType("jsonb");
        builder.Property(version => version.OnFailure).HasColumnType("jsonb");
        builder.Property(version => version.Version).HasMaxLength(64);
        builder.Property(version => version.Handler).HasMaxLength(256);
        builder.Property(version => version.CodeDigest).HasMaxLength(64);

        builder.HasIndex(version => new { version.FunctionId, version.Version }).IsUnique();

        // Whether a blob has a user left; also what the foreign key checks when a blob goes.
        builder.HasIndex(version => version.CodeDigest);

        builder.HasOne<CodeBlobRow>()
            .WithMany()
            .HasForeignKey(version => version.CodeDigest)
            .OnDelete(DeleteBehavior.Restrict);
    }
}
