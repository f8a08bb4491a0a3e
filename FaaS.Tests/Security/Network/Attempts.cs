using System.Text;
using System.Text.Json;
using FaaS.Domain.Functions;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security.Network;

/// <summary>A function that tries to talk to hosts, and says what came of it.</summary>
internal static class Attempts
{
    public const string Greeting = "hello from ";

    public static readonly IReadOnlyList<string> Failures =
        ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EACCES", "timeout"];

    private const string Source =
        """
        import errno, socket
        from concurrent.futures import ThreadPoolExecutor

        def gateway():
            for line in open("/proc/net/route").read().splitlines()[1:]:
                fields = line.split()
                if fields[1] == "00000000":
                    return socket.inet_ntoa(bytes.fromhex(fields[2])[::-1])
            return "192.0.2.1"

        def attempt(target):
            kind, host, port = target.split(" ")
            host = gateway() if host == "gateway" else host
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as s:
                s.settimeout(2)
                try:
                    s.connect((host, int(port)))
                    s.send(b"?")
                    return s.recv(100).decode()
                except TimeoutError:
                    return "timeout"
                except OSError as error:
                    return errno.errorcode[error.errno]

        def handler(event, context):
            with ThreadPoolExecutor(32) as pool:
                return dict(zip(event, pool.map(attempt, event)))
        """;

    public static FunctionSpec Function(FakeDispatcher dispatcher, NetworkAccess network)
        => TestFunction.Python(dispatcher, Source) with { Network = network };

    public static IEnumerable<string> Tcp(int port, params IEnumerable<string> hosts)
        => hosts.Select(host => $"tcp {host} {port}");

    public static IEnumerable<string> Udp(int port, params IEnumerable<string> hosts)
        => hosts.Select(host => $"udp {host} {port}");

    /// <summary>Target → greeting or what went wrong.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> MakeAsync(
        FakeDispatcher dispatcher, FunctionSpec function, params IEnumerable<string> targets)
    {
        var payload = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(targets));
        var answer = await dispatcher.InvokeAsync(function, payload, "application/json");
        return answer.Json().Deserialize<Dictionary<string, string>>()!;
    }
}
