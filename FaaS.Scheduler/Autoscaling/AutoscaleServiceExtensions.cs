using FaaS.Infrastructure.Autoscaling;
using FaaS.Scheduler.Leadership;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Autoscaling;

internal static class AutoscaleServiceExtensions
{
    public static IHostApplicationBuilder AddAutoscaling(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<AutoscaleOptions>(AutoscaleOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<AutoscaleOptions>, AutoscaleOptionsValidator>();
        builder.Services.AddSingleton<AutoscaleMetrics>();
        builder.Services.AddSingleton<AutoscaleBoard>();
        builder.Services.AddSingleton<ConcurrencyCeiling>();
        builder.Services.AddLeaderDuty<AutoscaleDuty>();
        return builder;
    }
}
