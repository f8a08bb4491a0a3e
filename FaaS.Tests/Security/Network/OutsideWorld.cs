using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Security.Network;

/// <summary>
/// All hosts that sandboxes may try to reach, in a network namespace of this machine. What comes from the bridges of
/// this test is routed there by a table of its own, in which everything else is unreachable: nothing leaves the
/// machine, and nobody else's packets are touched.
/// </summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    public const string Public = "203.0.113.10";
    public const string OtherPublic = "203.0.113.11";
    public const string Private = "10.203.0.1";
    public const string Resolver = "10.203.0.53";
    public const string Metadata = "169.254.169.254";

    private static readonly string[] Closed =
        [Private, Resolver, "172.16.255.1", "192.168.255.254", "100.64.0.1", "198.18.0.1", Metadata];

    private readonly string _id = RandomNumberGenerator.GetHexString(6, lowercase: true);
    private readonly int _table = RandomNumberGenerator.GetInt32(10_000, 30_000);
    private readonly int _link = 2 * RandomNumberGenerator.GetInt32(1, 127);
    private readonly List<IDisposable> _servers = [];
    private CleanupGuard? _guard;

    private OutsideWorld()
    {
    }

    private NetworkNamespace Outside => new($"faas-world-{_id}");

    /// <summary>Everything that is nobody's on the internet.</summary>
    public static IReadOnlyList<string> ClosedAddresses => Closed;

    public CountingServer Server { get; private set; } = null!;

    /// <summary>Listens on all addresses of this machine.</summary>
    public CountingServer HostServer { get; private set; } = null!;

    public NameServer Names { get; private set; } = null!;

    /// <summary>An address of this machine that does not look private.</summary>
    public string HostAddress => $"198.51.100.{_link}";

    /// <summary>The network of a worker with these settings, which differ by their letter.</summary>
    public string NetworkOf(char letter) => $"faas-{letter}{_id}";

    /// <summary>Apart from the addresses outside, which one that Docker chooses might not be.</summary>
    public string SubnetOf(char letter) => $"10.{210 + (letter % 32)}.{_link}.0/24";

    public static async Task<OutsideWorld> CreateAsync(string letters, CancellationToken cancellationToken)
    {
        Assert.True(
            Environment.IsPrivilegedProcess,
            "The tests of the sandboxes' network make network namespaces and firewall rules: run them as root.");
        var world = new OutsideWorld();
        try
        {
            await world.BuildAsync([.. letters.Select(world.NetworkOf)], cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a host outside that knows the way gets an answer.</summary>
    public async Task<bool> TryVisitAsync(string address, int port, CancellationToken cancellationToken)
    {
        await Commands.RunAsync(
            cancellationToken, "ip", "-n", Outside.Name, "route", "add", $"{address}/32", "via", HostAddress);
        using var socket = await Outside.RunAsync(
            () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await socket.ConnectAsync(address, port, limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _servers.ForEach(server => server.Dispose());
        if (_guard is not null)
        {
            await _guard.DisposeAsync();
        }
    }

    private async Task BuildAsync(string[] networks, CancellationToken cancellationToken)
    {
        var (outside, near, far) = (Outside.Name, $"fw{_id}n", $"fw{_id}f");
        var farAddress = $"198.51.100.{_link + 1}";
        _guard = CleanupGuard.Start(CleanUp(outside, near, networks));
        string[] addresses = [Public, OtherPublic, .. Closed];
        string[] commands =
        [
            $"netns add {outside}",
            $"link add {near} type veth peer name {far} netns {outside}",
            $"addr add {HostAddress}/32 peer {farAddress} dev {near}",
            $"link set {near} up",
            $"-n {outside} link set lo up",
            $"-n {outside} addr add {farAddress}/32 peer {HostAddress} dev {far}",
            $"-n {outside} link set {far} up",
            .. addresses.Select(address => $"-n {outside} addr add {address}/32 dev lo"),
            $"route add unreachable default table {_table}",
            .. addresses.Select(address => $"route add {address}/32 via {farAddress} dev {near} table {_table}"),
            .. networks.Select(network => $"rule add pref {_table} iif {network} lookup {_table}"),
        ];
        foreach (var command in commands)
        {
            await Commands.RunAsync(cancellationToken, ["ip", .. command.Split(' ')]);
        }

        await AcceptAnswersAsync(near, cancellationToken);
        Server = Keep(await Outside.RunAsync(() => CountingServer.Listen(80, addresses.Select(IPAddress.Parse))));
        Names = Keep(await Outside.RunAsync(() => NameServer.Listen(Resolver, Public)));
        HostServer = Keep(CountingServer.Listen(0, IPAddress.Any));
    }

    // The answers come from addresses that the machine's main table would look for elsewhere.
    private static async Task AcceptAnswersAsync(string link, CancellationToken cancellationToken)
    {
        const string Settings = "/proc/sys/net/ipv4/conf";
        var all = (await File.ReadAllTextAsync($"{Settings}/all/rp_filter", cancellationToken)).Trim();
        await File.WriteAllTextAsync($"{Settings}/{link}/rp_filter", all == "0" ? "0" : "2", cancellationToken);
    }

    private string CleanUp(string outside, string near, string[] networks) => string.Join('\n',
    [
        .. networks.SelectMany(network => (string[])
        [
            $"docker ps -aq --filter network={network} | xargs -r docker rm -f",
            $"docker network rm {network}",
            $"ip rule del iif {network} lookup {_table.ToString(CultureInfo.InvariantCulture)}",
            .. FirewallRules.CleanUp(network),
            $"rm -f /run/{network}.lock",
        ]),
        $"ip route flush table {_table.ToString(CultureInfo.InvariantCulture)}",
        $"ip link del {near}",
        $"ip netns del {outside}",
    ]);

    private T Keep<T>(T server)
        where T : IDisposable
    {
        _servers.Add(server);
        return server;
    }
}
