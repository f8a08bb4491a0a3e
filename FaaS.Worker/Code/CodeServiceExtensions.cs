namespace FaaS.Worker.Code;

internal static class CodeServiceExtensions
{
    public static IHostApplicationBuilder AddCode(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<CodeOptions>(CodeOptions.Section);

        builder.Services.AddSingleton<DiskCache>();
        builder.Services.AddSingleton<CodeCache>();
        return builder;
    }
}
