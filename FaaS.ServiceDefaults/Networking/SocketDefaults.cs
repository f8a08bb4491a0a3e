using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FaaS.ServiceDefaults.Networking;

/// <summary>
/// Bytes that arrive are handled on the thread that noticed them. Handing each frame to the thread pool costs a
/// wake-up, which is more than what our read loops do with it.
/// </summary>
internal static class SocketDefaults
{
    // Read once, when the first socket of the process is used.
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public static void AddSocketDefaults(this IHostApplicationBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }

        builder.Services.Configure<SocketTransportOptions>(options =>
        {
            options.UnsafePreferInlineScheduling = true;

            // Our connections are few and busy: asking first whether there is anything to read is one call too many.
            options.WaitForDataBeforeAllocatingBuffer = false;
        });
    }

    /// <summary>Endpoints leave the socket's thread, unless they say that they may stay on it.</summary>
    public static void UseThreadPool(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RunsOnSocketThread>() is null)
        {
            await Task.Yield();
        }

        await next(context);
    });
}
