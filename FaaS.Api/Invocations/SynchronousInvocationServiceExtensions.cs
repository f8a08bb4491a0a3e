using FaaS.Api.Invocations.Idempotency;
using FaaS.Infrastructure.Functions;

namespace FaaS.Api.Invocations;

internal static class SynchronousInvocationServiceExtensions
{
    /// <summary>Running functions while their callers wait; needs the stores and the workers.</summary>
    public static IHostApplicationBuilder AddSynchronousInvocations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<JournalOptions>(JournalOptions.Section);

        builder.AddFunctionCache();
        builder.Services.AddSingleton<JournalMetrics>();
        builder.Services.AddSingleton<InvocationJournal>();
        builder.Services.AddSingleton<JournalTable>();
        builder.Services.AddSingleton<SynchronousInvoker>();
        builder.Services.AddSingleton<KeyedCalls>();
        builder.Services.AddSingleton<IdempotentInvoker>();
        builder.Services.AddHostedService<CancelNews>();
        builder.Services.AddSingleton<IFunctionVerifier, FunctionVerifier>();
        builder.Services.AddHostedService<JournalWriter>();
        return builder;
    }
}
