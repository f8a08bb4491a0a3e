using FaaS.Api.Invocations.Accepting;
using FaaS.Api.Invocations.Checkpoints;
using FaaS.Api.Invocations.Reading;
using FaaS.Infrastructure.Autoscaling;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Leadership;

namespace FaaS.Api.Invocations;

internal static class AsynchronousInvocationServiceExtensions
{
    /// <summary>Accepting invocations for later, and reading what became of any.</summary>
    public static IHostApplicationBuilder AddAsynchronousInvocations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<AcceptOptions>(AcceptOptions.Section);
        builder.AddInvocationStore();
        builder.Services.AddSingleton<LeadershipTable>();
        builder.Services.AddSingleton<AutoscaleBoard>();
        builder.Services.AddSingleton<InvocationReader>();
        builder.Services.AddSingleton<InvocationPages>();
        builder.Services.AddSingleton<CheckpointReader>();
        builder.Services.AddSingleton<AttemptReader>();
        builder.Services.AddSingleton<InvocationCanceller>();
        builder.Services.AddSingleton<LogFollower>();
        builder.Services.AddSingleton<DocumentedInvoker>();
        builder.Services.AddSingleton<SettledNews>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SettledNews>());
        builder.Services.AddSingleton<InvocationIntake>();
        builder.Services.AddSingleton<InvocationAccepter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<InvocationAccepter>());
        return builder;
    }
}
