namespace FaaS.Api.DeadLetters;

internal static class DeadLetterServiceExtensions
{
    public static IHostApplicationBuilder AddDeadLetters(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DeadLetterReader>();
        builder.Services.AddSingleton<DeadLetterDesk>();
        return builder;
    }
}
