using FaaS.Domain.Functions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Functions;

internal sealed class FunctionRowConfiguration : IEntityTypeConfiguration<FunctionRow>
{
    public void Configure(EntityTypeBuilder<FunctionRow> builder)
    {
        builder.ToTable("functions");
        builder.HasKey(function => function.Id);
        builder.Property(function => function.Id).ValueGeneratedNever();
        builder.Property(function => function.Tenant).HasMaxLength(63);

        // Byte order, so that a name prefix is an index range and a cursor means the same everywhere.
        builder.Property(function => function.Name).HasMaxLength(FunctionName.MaxLength).UseCollation("C");

        // GET /functions: WHERE tenant = … AND name LIKE 'prefix%' AND name > cursor ORDER BY name; and every lookup.
        builder.HasIndex(function => new { function.Tenant, function.Name }).IsUnique();

        builder.HasMany(function => function.Versions)
            .WithOne()
            .HasForeignKey(version => version.FunctionId)
            .OnDelete(DeleteBehavior.Cascade);
    }
}
