using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FaaS.ServiceDefaults.Networking;

internal static class SocketDefaults
{
    public static void AddSocketDefaults(this IHostApplicationBuilder builder)
        => builder.Services.Configure<SocketTransportOptions>(options =>
        {
            // What arrived is handled where it was read: another thread would have to be woken for it.
            options.UnsafePreferInlineScheduling = true;

            // Our connections are few and busy: asking first whether there is anything to read is one call too many.
            options.WaitForDataBeforeAllocatingBuffer = false;
        });
}
