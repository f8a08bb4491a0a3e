using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

internal static class SandboxServiceExtensions
{
    public static IHostApplicationBuilder AddSandboxes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<SandboxOptions>(SandboxOptions.Section)
            .PostConfigure<IOptions<WorkerOptions>>((sandbox, worker) =>
                sandbox.BuildMemoryMb = Math.Min(sandbox.BuildMemoryMb, worker.Value.EffectiveMemoryMb / 2));

        builder.Services.AddSingleton<RuntimeImages>();
        builder.Services.AddSingleton<MemoryBudget>();
        builder.Services.AddSingleton<SandboxContainer>();
        builder.Services.AddSingleton<StrandedShims>();
        builder.Services.AddSingleton<OrphanSweep>();
        builder.Services.AddSingleton<SandboxRemover>();
        builder.Services.AddSingleton<SandboxStarter>();
        builder.Services.AddSingleton<GenericPools>();
        builder.Services.AddSingleton<SandboxPreparer>();
        builder.Services.AddSingleton<FunctionPools>();

        // Stopped in reverse: the pools give their sandboxes to the remover, which waits until all are gone.
        builder.Services.AddHostedService(services => services.GetRequiredService<SandboxRemover>());
        builder.Services.AddHostedService(services => services.GetRequiredService<OrphanSweep>());
        builder.Services.AddHostedService<PoolKeeper>();
        builder.Services.AddHostedService<StartTrial>();
        return builder;
    }
}
