using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FaaS.Benchmarks.Platform;

/// <summary>The processes of the platform under test, which <c>./faas up</c> has started on this machine.</summary>
internal sealed partial class PlatformProcesses(string stateDirectory, string dockerSocket)
{
    private const int SolSocket = 1;
    private const int SoPeerCredentials = 17;

    public int Api => Find("FaaS.Api.dll");

    public int Scheduler => Find("FaaS.Scheduler.dll");

    public int Worker => Find("FaaS.Worker.dll");

    /// <summary>How the Api reaches Postgres, and so how a baseline reaches the same one.</summary>
    public string Postgres => ProcessFigures.EnvironmentOf(Api, "ConnectionStrings__faas")
        ?? throw new InvalidOperationException("The Api was not given a connection string.");

    /// <summary>Who answers on the Engine's socket, and the containerd that it works with.</summary>
    public IReadOnlyList<int> DockerDaemons()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(dockerSocket));
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];
        socket.GetRawSocketOption(SolSocket, SoPeerCredentials, credentials);
        var dockerd = MemoryMarshal.Read<int>(credentials);
        return [.. ProcessTable.Read().WithDescendants(dockerd)
            .Concat(ProcessTable.Read().WithDescendants(1))
            .Where(process => process == dockerd || ProcessFigures.Name(process) == "containerd")
            .Distinct()];
    }

    public static void Stop(int process) => Send(process, signal: 19);

    public static void Continue(int process) => Send(process, signal: 18);

    public static void Kill(int process) => Send(process, signal: 9);

    private static void Send(int process, int signal)
    {
        if (SendSignal(process, signal) != 0)
        {
            throw new InvalidOperationException($"Process {process} cannot be sent signal {signal}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private int Find(string assembly)
    {
        var file = Path.Combine(stateDirectory, "host.pid");
        if (!File.Exists(file))
        {
            throw new InvalidOperationException($"{file} is missing: this needs a platform that `./faas up` started.");
        }

        var host = int.Parse(File.ReadAllText(file).Trim(), System.Globalization.CultureInfo.InvariantCulture);
        return ProcessTable.Read().WithDescendants(host)
            .Where(process => ProcessFigures.CommandLine(process).Contains($"/{assembly}", StringComparison.Ordinal))
            .LastOrDefault() is > 0 and var found
                ? found
                : throw new InvalidOperationException($"The platform does not run {assembly}.");
    }
}
