using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Postgres.Deliveries;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Infrastructure.Postgres.Leadership;
using FaaS.Infrastructure.Postgres.Permits;
using FaaS.Infrastructure.Postgres.Schedules;
using FaaS.Infrastructure.Postgres.Usage;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Infrastructure.Postgres;

/// <summary>The record of truth. Take one from <see cref="IDbContextFactory{TContext}"/> per unit of work.</summary>
public sealed class FaasDbContext(DbContextOptions<FaasDbContext> options) : DbContext(options)
{
    private const int EnumLength = 32;

    public DbSet<FunctionRow> Functions => Set<FunctionRow>();

    public DbSet<FunctionVersionRow> FunctionVersions => Set<FunctionVersionRow>();

    public DbSet<CodeBlobRow> CodeBlobs => Set<CodeBlobRow>();

    public DbSet<InvocationRow> Invocations => Set<InvocationRow>();

    public DbSet<InvocationLogRow> InvocationLogs => Set<InvocationLogRow>();

    public DbSet<InvocationAttemptRow> InvocationAttempts => Set<InvocationAttemptRow>();

    public DbSet<CheckpointRow> Checkpoints => Set<CheckpointRow>();

    public DbSet<IdempotencyKeyRow> IdempotencyKeys => Set<IdempotencyKeyRow>();

    public DbSet<InvocationTotalsRow> InvocationTotals => Set<InvocationTotalsRow>();

    public DbSet<UsageRow> Usage => Set<UsageRow>();

    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    public DbSet<ScheduleRow> Schedules => Set<ScheduleRow>();

    public DbSet<ScheduleFiringRow> ScheduleFirings => Set<ScheduleFiringRow>();

    public DbSet<LeadershipRow> Leadership => Set<LeadershipRow>();

    public DbSet<DispatcherRow> Dispatchers => Set<DispatcherRow>();

    public DbSet<PermitGrantRow> PermitGrants => Set<PermitGrantRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(FaasDbContext).Assembly);
        modelBuilder.UseSnakeCaseNames();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        EnumColumns<Runtime>(configurationBuilder);
        EnumColumns<CodeKind>(configurationBuilder);
        EnumColumns<Isolation>(configurationBuilder);
        EnumColumns<NetworkAccess>(configurationBuilder);
        EnumColumns<InvocationMode>(configurationBuilder);
        EnumColumns<InvocationState>(configurationBuilder);
        EnumColumns<InvocationPriority>(configurationBuilder);
        EnumColumns<FailureKind>(configurationBuilder);
        EnumColumns<DeadReason>(configurationBuilder);
        EnumColumns<DeliveryState>(configurationBuilder);
        EnumColumns<OverlapPolicy>(configurationBuilder);
        EnumColumns<CatchUpPolicy>(configurationBuilder);
        EnumColumns<DispatcherKind>(configurationBuilder);

        configurationBuilder.Properties<Dictionary<string, string>>()
            .HaveConversion<StringMapConverter, StringMapComparer>()
            .HaveColumnType("jsonb");
    }

    private static void EnumColumns<TEnum>(ModelConfigurationBuilder configurationBuilder)
        where TEnum : struct, Enum
        => configurationBuilder.Properties<TEnum>()
            .HaveConversion<EnumTextConverter<TEnum>>()
            .HaveMaxLength(EnumLength);
}
