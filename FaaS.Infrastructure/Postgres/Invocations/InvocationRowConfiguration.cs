using FaaS.Domain.Functions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FaaS.Infrastructure.Postgres.Invocations;

internal sealed class InvocationRowConfiguration : IEntityTypeConfiguration<InvocationRow>
{
    public void Configure(EntityTypeBuilder<InvocationRow> builder)
    {
        builder.ToTable("invocations");
        builder.HasKey(invocation => invocation.Id);
        builder.Property(invocation => invocation.Id).ValueGeneratedNever();
        builder.Property(invocation => invocation.Tenant).HasMaxLength(63);
        builder.Property(invocation => invocation.FunctionName).HasMaxLength(FunctionName.MaxLength);
        builder.Property(invocation => invocation.Version).HasMaxLength(64);
        builder.Property(invocation => invocation.ContentType).HasMaxLength(256);
        builder.Property(invocation => invocation.ResultContentType).HasMaxLength(256);
        builder.Property(invocation => invocation.ErrorType).HasMaxLength(256);
        builder.Property(invocation => invocation.IdempotencyKey).HasMaxLength(255);
        builder.Property(invocation => invocation.ProgressMessage).HasMaxLength(1024);
        builder.Property(invocation => invocation.PlatformFaults).HasDefaultValue(0);
        builder.Property(invocation => invocation.WorkerLosses).HasDefaultValue(0);
        builder.Property(invocation => invocation.Redrives).HasDefaultValue(0);
        builder.Property(invocation => invocation.LeaseOwner).HasMaxLength(128);
        builder.Property(invocation => invocation.WorkerId).HasMaxLength(128);
        builder.Property(invocation => invocation.Sandbox).HasMaxLength(128);
        builder.Property(invocation => invocation.TraceId).HasMaxLength(32);
        AddIndexes(builder);
    }

    private static void AddIndexes(EntityTypeBuilder<InvocationRow> builder)
    {
        // Due work, and what Redis lost of it, each priority by itself:
        // WHERE state = 'queued' AND priority = … AND not_before <= now ORDER BY not_before.
        builder.HasIndex(
            invocation => new { invocation.Priority, invocation.NotBefore }, "ix_invocations_queued")
            .HasFilter("state = 'queued'");

        // The same function by function, while Redis is away: one with a long backlog is a single step.
        builder.HasIndex(
            invocation => new { invocation.Priority, invocation.FunctionId, invocation.NotBefore },
            "ix_invocations_queued_function")
            .HasFilter("state = 'queued'");

        // What nobody started in time: WHERE state = 'queued' AND expires_at <= now.
        builder.HasIndex(invocation => invocation.ExpiresAt, "ix_invocations_expiring")
            .HasFilter("state = 'queued'");

        // Expired leases: WHERE state = 'running' AND lease_expires_at < now.
        builder.HasIndex(invocation => invocation.LeaseExpiresAt, "ix_invocations_running")
            .HasFilter("state = 'running'");

        // GET /invocations?function=…: WHERE tenant = … AND function_name = … AND id < cursor ORDER BY id DESC.
        builder.HasIndex(
            invocation => new { invocation.Tenant, invocation.FunctionName, invocation.Id }, "ix_invocations_function");

        // GET /dead-letters: WHERE tenant = … AND state = 'dead' ORDER BY finished_at DESC.
        builder.HasIndex(invocation => new { invocation.Tenant, invocation.FinishedAt }, "ix_invocations_dead")
            .HasFilter("state = 'dead'");

        // GET /dead-letters?function=…, and ?reason=…: the same of one function, or that died of one thing.
        builder.HasIndex(
            invocation => new
            {
                invocation.Tenant,
                invocation.FunctionName,
                invocation.FinishedAt,
                invocation.Id,
            },
            "ix_invocations_dead_function")
            .HasFilter("state = 'dead'");
        builder.HasIndex(
            invocation => new
            {
                invocation.Tenant,
                invocation.DeadReason,
                invocation.FinishedAt,
                invocation.Id,
            },
            "ix_invocations_dead_reason")
            .HasFilter("state = 'dead'");

        // GET /invocations?status=…: the same by state; without a filter the primary key serves.
        builder.HasIndex(
            invocation => new { invocation.Tenant, invocation.State, invocation.Id }, "ix_invocations_state");
    }
}
