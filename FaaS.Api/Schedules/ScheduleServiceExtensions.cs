namespace FaaS.Api.Schedules;

internal static class ScheduleServiceExtensions
{
    public static IHostApplicationBuilder AddSchedules(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ScheduleStore>();
        return builder;
    }
}
