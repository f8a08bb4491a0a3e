using System.Net;
using System.Net.Sockets;

namespace FaaS.AppHost.LocalHost;

/// <summary>Makes sure that a port is free before a process is started that would only crash on it.</summary>
internal sealed class PortGuard(TimeProvider time)
{
    // What a host that was killed leaves behind needs a moment to stop.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task WaitUntilFreeAsync(string setting, int port, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        while (!IsFree(port))
        {
            if (time.GetElapsedTime(startedAt) > Patience)
            {
                throw new StartFailedException(
                    $"Port {port} is taken by {PortOwner.Of(port)}. Stop it, or choose another port: "
                    + $"{LocalHostOptions.Section}__{setting}=… in the environment.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
