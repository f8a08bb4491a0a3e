using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations;
using FaaS.Scheduler.Autoscaling;
using FaaS.Scheduler.Cancellation;
using FaaS.Scheduler.Checkpoints;
using FaaS.Scheduler.Deliveries;
using FaaS.Scheduler.Dispatch;
using FaaS.Scheduler.Leadership;
using FaaS.Scheduler.Leases;
using FaaS.Scheduler.Queue;
using FaaS.Scheduler.Retention;
using FaaS.Scheduler.Schedules;
using FaaS.Scheduler.Settling;

namespace FaaS.Scheduler;

internal static class SchedulerServiceExtensions
{
    public static IHostApplicationBuilder AddScheduler(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<SchedulerOptions>(SchedulerOptions.Section);
        builder.AddInvocationStore();
        builder.AddDeliveries();
        builder.Services.AddSingleton<SchedulerMetrics>();
        builder.Services.AddSingleton<CancelRequests>();
        builder.Services.AddSingleton<FunctionRooms>();
        builder.Services.AddSingleton<WorkerCapacity>();
        builder.Services.AddSingleton<VersionCache>();
        builder.Services.AddSingleton<DueWork>();
        builder.Services.AddSingleton<AttemptRunner>();
        builder.Services.AddSingleton<ProgressTable>();
        builder.Services.AddSingleton<ProgressWriter>();
        builder.Services.AddSingleton<SpentCheckpoints>();
        builder.Services.AddSingleton<IAttemptKeeper, AttemptKeeper>();
        builder.Services.AddSingleton<SettlementQueue>();

        // Hosted services stop in the opposite order: what runs ends before the last settlements are written.
        builder.Services.AddHostedService<SettleLoop>();
        builder.Services.AddHostedService<QueueMonitor>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ProgressWriter>());
        builder.AddLeadership();
        builder.Services.AddLeaderDuty<LeaseReaper>();
        builder.Services.AddLeaderDuty<QueueSweep>();
        builder.AddRetention();
        builder.AddSchedules();
        builder.Services.AddLeaderDuty<ExpirySweep>();
        builder.AddAutoscaling();
        builder.Services.AddHostedService<CancelListener>();
        builder.Services.AddHostedService<DispatchLoop>();
        return builder;
    }
}
