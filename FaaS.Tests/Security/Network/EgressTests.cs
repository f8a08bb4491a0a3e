using System.Text.Json;
using FaaS.Domain.Functions;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security.Network;

[Collection(NetworkCollection.Name)]
public sealed class EgressTests(EgressFixture fixture)
{
    private readonly FakeDispatcher _dispatcher = fixture.Dispatcher;
    private readonly OutsideWorld _world = fixture.World;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_internet_is_reached()
    {
        var function = Attempts.Function(_dispatcher, NetworkAccess.Egress);
        string[] targets =
        [
            .. Attempts.Tcp(_world.Server.Port, OutsideWorld.Public, OutsideWorld.OtherPublic),
            .. Attempts.Udp(_world.Server.Port, OutsideWorld.Public),
        ];

        var seen = await Attempts.MakeAsync(_dispatcher, function, targets);

        Assert.Equal(
            [OutsideWorld.Public, OutsideWorld.OtherPublic, OutsideWorld.Public],
            targets.Select(target => seen[target].Replace(Attempts.Greeting, "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_goes_over_the_network_is_counted_call_by_call()
    {
        var function = TestFunction.Python(
            _dispatcher,
            """
            import socket
            def handler(event, context):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
                    for _ in range(event["packets"]):
                        out.sendto(b"x" * 1000, (event["host"], 9))
            """) with
        {
            Network = NetworkAccess.Egress,
            Isolation = Isolation.Function,
        };

        var loud = await _dispatcher.InvokeAsync(function, Packets(OutsideWorld.Public, 50));
        var quiet = await _dispatcher.InvokeAsync(function, Packets(OutsideWorld.Public, 1));

        Assert.InRange(loud.Succeeded().Stats.NetworkSentBytes ?? 0, 50_000, 80_000);
        Assert.InRange(quiet.Succeeded().Stats.NetworkSentBytes ?? 0, 1000, 20_000);
        Assert.NotNull(quiet.Stats.NetworkReceivedBytes);

        var alone = function with { VersionId = Guid.CreateVersion7(), Network = NetworkAccess.None };
        var closed = await _dispatcher.InvokeAsync(alone, Packets("127.0.0.1", 0));
        Assert.Null(closed.Succeeded().Stats.NetworkSentBytes);
    }

    [Fact]
    public async Task Names_are_resolved_by_a_private_resolver_that_is_reached_for_nothing_else()
    {
        var function = TestFunction.Python(
            _dispatcher,
            """
            import socket
            def handler(event, context):
                return socket.gethostbyname("function.example")
            """) with
        {
            Network = NetworkAccess.Egress,
        };

        var answer = await _dispatcher.InvokeAsync(function);

        Assert.Equal($"\"{OutsideWorld.Public}\"", answer.Succeeded().Text);
        Assert.True(_world.Names.Questions > 0);
        var seen = await Attempts.MakeAsync(
            _dispatcher,
            Attempts.Function(_dispatcher, NetworkAccess.Egress),
            Attempts.Tcp(_world.Server.Port, OutsideWorld.Resolver));
        Assert.Equal("ECONNREFUSED", seen.Single().Value);
    }

    [Fact]
    public async Task Private_networks_and_the_metadata_address_are_not_reached()
    {
        var before = _world.Server.Visits;
        var function = Attempts.Function(_dispatcher, NetworkAccess.Egress);
        string[] targets =
        [
            .. Attempts.Tcp(_world.Server.Port, OutsideWorld.ClosedAddresses),
            .. Attempts.Udp(_world.Server.Port, OutsideWorld.ClosedAddresses),
        ];

        var seen = await Attempts.MakeAsync(_dispatcher, function, targets);

        Assert.Equal(targets.Length, seen.Count);
        Assert.All(seen.Values, outcome => Assert.Contains(outcome, Attempts.Failures));
        Assert.All(
            Attempts.Tcp(_world.Server.Port, OutsideWorld.ClosedAddresses),
            target => Assert.Equal("ECONNREFUSED", seen[target]));
        Assert.Equal(before, _world.Server.Visits);
    }

    [Fact]
    public async Task The_machine_itself_is_not_reached_by_any_of_its_addresses()
    {
        var host = _world.HostServer;
        var before = host.Visits;
        string[] hosts = ["127.0.0.1", "gateway", "255.255.255.255", "224.0.0.1", .. HostAddresses.All];
        string[] targets = [.. Attempts.Tcp(host.Port, hosts), .. Attempts.Udp(host.Port, hosts)];

        var seen = await Attempts.MakeAsync(
            _dispatcher, Attempts.Function(_dispatcher, NetworkAccess.Egress), targets);

        Assert.Equal("ECONNREFUSED", seen[$"tcp gateway {host.Port}"]);
        Assert.DoesNotContain(seen.Values, outcome => outcome.StartsWith(Attempts.Greeting, StringComparison.Ordinal));
        Assert.Equal(before, host.Visits);
    }

    [Fact]
    public async Task Sandboxes_do_not_reach_each_other()
    {
        var listener = Listener();
        var address = (await _dispatcher.InvokeAsync(listener)).Json()[0].GetString()!;

        var seen = await Attempts.MakeAsync(
            _dispatcher,
            Attempts.Function(_dispatcher, NetworkAccess.Egress),
            [.. Attempts.Tcp(8080, address), .. Attempts.Udp(8080, address, "255.255.255.255", "224.0.0.1")]);

        Assert.Equal("timeout", seen[$"tcp {address} 8080"]);
        Assert.DoesNotContain(seen.Values, outcome => outcome.StartsWith(Attempts.Greeting, StringComparison.Ordinal));
        Assert.Equal($"[\"{address}\",0]", (await _dispatcher.InvokeAsync(listener)).Succeeded().Text);
    }

    [Fact]
    public async Task Packets_cannot_be_forged_and_there_is_no_other_protocol()
    {
        var function = TestFunction.Python(
            _dispatcher,
            """
            import errno, socket
            def attempt(family, kind, protocol=0):
                try:
                    socket.socket(family, kind, protocol).close()
                    return "opened"
                except OSError as error:
                    return errno.errorcode[error.errno]
            def handler(event, context):
                addresses = [line.split()[-1] for line in open("/proc/net/if_inet6")]
                return {
                    "raw": attempt(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW),
                    "packet": attempt(socket.AF_PACKET, socket.SOCK_RAW, 3),
                    "interfaces with IPv6": [name for name in addresses if name != "lo"],
                }
            """) with
        {
            Network = NetworkAccess.Egress,
        };

        var seen = (await _dispatcher.InvokeAsync(function)).Json();

        Assert.NotEqual("opened", seen.GetProperty("raw").GetString());
        Assert.NotEqual("opened", seen.GetProperty("packet").GetString());
        Assert.Equal(0, seen.GetProperty("interfaces with IPv6").GetArrayLength());
    }

    [Fact]
    public async Task Nobody_outside_reaches_a_sandbox()
    {
        var listener = Listener();
        var address = (await _dispatcher.InvokeAsync(listener)).Json()[0].GetString()!;

        Assert.False(await _world.TryVisitAsync(address, 8080, Cancelled));

        Assert.Equal($"[\"{address}\",0]", (await _dispatcher.InvokeAsync(listener)).Succeeded().Text);
    }

    // Says its address and how many have come to port 8080 so far.
    private FunctionSpec Listener() => TestFunction.Python(
        _dispatcher,
        """
        import socket
        server = socket.create_server(("0.0.0.0", 8080))
        server.setblocking(False)
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("0.0.0.0", 8080))
        datagrams.setblocking(False)
        def visits():
            for receive in (server.accept, lambda: datagrams.recv(100)):
                try:
                    receive()
                    yield 1
                except BlockingIOError:
                    pass
        def handler(event, context):
            # Nothing is sent: only the kernel's choice of a source is asked for.
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.connect(("203.0.113.10", 9))
                return [s.getsockname()[0], sum(visits())]
        """) with
    {
        Network = NetworkAccess.Egress,
        Isolation = Isolation.Function,
    };

    private static byte[] Packets(string host, int count)
        => JsonSerializer.SerializeToUtf8Bytes(new { host, packets = count });
}
