extern alias worker;

using worker::FaaS.Worker.Networking;

namespace FaaS.Tests.Worker.Networking;

public sealed class EgressOptionsTests
{
    [Theory]
    [InlineData("10.1.2.0/24", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("10.1.2.0/33", false)]
    [InlineData("fd00::/8", false)]
    [InlineData("example.com", false)]
    [InlineData("10.1.2.0/24 -j ACCEPT", false)]
    [InlineData("", false)]
    public void A_range_is_an_IPv4_address_or_network(string range, bool isValid)
    {
        var result = new EgressOptionsValidator().Validate(null, new EgressOptions { Allow = { range } });

        Assert.Equal(isValid, result.Succeeded);
        Assert.StartsWith(isValid ? "" : "Worker:Sandbox:Egress:Allow", result.FailureMessage ?? "");
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var result = new EgressOptionsValidator().Validate(
            null, new EgressOptions { Subnet = "here", Allow = { "there" }, Dns = { "::1" } });

        Assert.Equal(3, result.Failures!.Count());
    }

    [Fact]
    public void Resolvers_on_the_loopback_and_over_IPv6_are_no_use_to_a_sandbox()
        => Assert.Equal(
            ["192.168.1.1", "9.9.9.9"],
            EgressResolvers.Parse(
                [
                    "# a comment", "search example.com", "nameserver 127.0.0.53", "nameserver\t192.168.1.1",
                    "nameserver ::1", "nameserver 192.168.1.1", "nameserver 9.9.9.9 # public", "nameserver",
                ]).Select(address => $"{address}"));
}
