using FaaS.Domain.Functions;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security.Network;

[Collection(NetworkCollection.Name)]
public sealed class NoNetworkTests(EgressFixture fixture)
{
    private readonly FakeDispatcher _dispatcher = fixture.Dispatcher;

    [Fact]
    public async Task Without_egress_there_is_nothing_but_the_sandboxs_own_loopback()
    {
        var function = TestFunction.Python(
            _dispatcher,
            """
            import socket
            def handler(event, context):
                routes = open("/proc/net/route").read().splitlines()[1:]
                return [[name for _, name in socket.if_nameindex()], routes]
            """);

        Assert.Equal("[[\"lo\"],[]]", (await _dispatcher.InvokeAsync(function)).Succeeded().Text);
    }

    [Fact]
    public async Task A_function_without_egress_can_talk_to_itself()
    {
        var function = TestFunction.Python(
            _dispatcher,
            """
            import socket
            def handler(event, context):
                with socket.create_server(("localhost", 0)) as server:
                    with socket.create_connection(("localhost", server.getsockname()[1])):
                        return [socket.gethostname(), socket.gethostbyname(socket.gethostname())]
            """);

        Assert.Equal("[\"sandbox\",\"127.0.1.1\"]", (await _dispatcher.InvokeAsync(function)).Succeeded().Text);
    }

    [Fact]
    public async Task Without_egress_nobody_is_reached()
    {
        var (world, host) = (fixture.World, fixture.World.HostServer);
        var before = (world.Server.Visits, host.Visits);
        string[] hosts = [OutsideWorld.Public, .. OutsideWorld.ClosedAddresses];
        string[] targets =
        [
            .. Attempts.Tcp(world.Server.Port, hosts),
            .. Attempts.Udp(world.Server.Port, hosts),
            .. Attempts.Tcp(host.Port, ["127.0.0.1", .. HostAddresses.All]),
        ];

        var seen = await Attempts.MakeAsync(
            _dispatcher, Attempts.Function(_dispatcher, NetworkAccess.None), targets);

        Assert.Equal(targets.Length, seen.Count);
        Assert.All(seen, target => Assert.Equal(
            target.Key.Contains("127.0.0.1", StringComparison.Ordinal) ? "ECONNREFUSED" : "ENETUNREACH",
            target.Value));
        Assert.Equal(before, (world.Server.Visits, host.Visits));
    }
}
