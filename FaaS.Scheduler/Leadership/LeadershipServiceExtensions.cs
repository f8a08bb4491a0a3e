using FaaS.Infrastructure.Leadership;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Leadership;

internal static class LeadershipServiceExtensions
{
    public static IHostApplicationBuilder AddLeadership(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<LeadershipOptions>(LeadershipOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<LeadershipOptions>, LeadershipOptionsValidator>();
        builder.Services.AddSingleton<LeadershipTable>();
        builder.Services.AddSingleton<LeaderSeat>();
        builder.Services.AddSingleton<LeaderMetrics>();
        builder.Services.AddHostedService<LeaderElection>();
        builder.Services.AddHostedService<LeaderDuties>();
        return builder;
    }

    public static IServiceCollection AddLeaderDuty<TDuty>(this IServiceCollection services)
        where TDuty : class, ILeaderDuty
        => services.AddSingleton<ILeaderDuty, TDuty>();
}
