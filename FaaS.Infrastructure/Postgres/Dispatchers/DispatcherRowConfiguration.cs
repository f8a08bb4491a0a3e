using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Dispatchers;

internal sealed class DispatcherRowConfiguration : IEntityTypeConfiguration<DispatcherRow>
{
    public void Configure(EntityTypeBuilder<DispatcherRow> builder)
    {
        builder.ToTable("dispatchers");
        builder.HasKey(dispatcher => dispatcher.Id);
        builder.Property(dispatcher => dispatcher.Id).HasMaxLength(128);
        builder.Property(dispatcher => dispatcher.Url).HasMaxLength(512);
    }
}
