namespace FaaS.Worker.Execution;

internal static class ExecutionServiceExtensions
{
    public static IHostApplicationBuilder AddExecution(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WorkerLoad>();
        builder.Services.AddSingleton<ExecutionServices>();
        return builder;
    }
}
