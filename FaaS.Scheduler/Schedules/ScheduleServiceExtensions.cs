using FaaS.Infrastructure.Schedules;
using FaaS.Scheduler.Leadership;

namespace FaaS.Scheduler.Schedules;

internal static class ScheduleServiceExtensions
{
    public static IHostApplicationBuilder AddSchedules(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DueSchedules>();
        builder.Services.AddSingleton<ScheduleFirings>();
        builder.Services.AddSingleton<ScheduleMetrics>();
        builder.Services.AddLeaderDuty<ScheduleDuty>();
        return builder;
    }
}
