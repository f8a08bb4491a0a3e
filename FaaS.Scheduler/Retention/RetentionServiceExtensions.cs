using FaaS.Scheduler.Leadership;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Retention;

internal static class RetentionServiceExtensions
{
    /// <summary>What has ended goes when its time has come, and partitions are there before their day.</summary>
    public static IHostApplicationBuilder AddRetention(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<RetentionOptions>(RetentionOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        builder.Services.AddSingleton<RetentionMetrics>();
        builder.Services.AddSingleton<PartitionTables>();
        builder.Services.AddSingleton<PartitionKeeper>();
        builder.Services.AddSingleton<RetentionWalk>();
        builder.Services.AddSingleton<RetentionPass>();
        builder.Services.AddLeaderDuty<RetentionDuty>();
        return builder;
    }
}
