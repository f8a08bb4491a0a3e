using System.Net;
using FaaS.Infrastructure.Deliveries;
using Microsoft.Extensions.Options;

namespace FaaS.Tests.Infrastructure.Deliveries;

public sealed class CallbackAddressesTests
{
    private static readonly CallbackAddresses Public = Addresses();

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    public void Public_addresses_are_allowed(string address) => Assert.True(Public.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a00:1::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    public void All_others_are_not(string address) => Assert.False(Public.Allows(IPAddress.Parse(address)));

    [Fact]
    public void An_operator_may_allow_a_network_and_nothing_beside_it()
    {
        var addresses = Addresses("10.1.0.0/16");

        Assert.True(addresses.Allows(IPAddress.Parse("10.1.2.3")));
        Assert.True(addresses.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(addresses.Allows(IPAddress.Parse("10.2.0.1")));
    }

    [Theory]
    [InlineData("https://example.com/hook?x=1", null)]
    [InlineData("http://8.8.8.8:8080/", null)]
    [InlineData("ftp://example.com/", "https or http")]
    [InlineData("file:///etc/passwd", "https or http")]
    [InlineData("https://user:password@example.com/", "user or password")]
    [InlineData("https://example.com/#part", "fragment")]
    [InlineData("http://localhost/", "machine itself")]
    [InlineData("http://127.0.0.1/", "machine itself")]
    [InlineData("http://2130706433/", "machine itself")]
    [InlineData("http://0x7f.1/", "machine itself")]
    [InlineData("http://[::1]/", "machine itself")]
    [InlineData("http://[::ffff:10.0.0.1]/", "not a public address")]
    [InlineData("http://169.254.169.254/latest/meta-data", "not a public address")]
    public void A_url_is_refused_where_it_tells(string url, string? reason)
    {
        var refusal = Public.Refuse(new Uri(url));

        Assert.Equal(reason is null, refusal is null);
        Assert.Contains(reason ?? "", refusal ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_network_is_named()
    {
        var result = new CallbackOptionsValidator().Validate(null, new() { AllowedNetworks = ["10.0.0.1/8x"] });

        Assert.Contains("10.0.0.1/8x", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private static CallbackAddresses Addresses(params string[] allowed)
        => new(Options.Create(new CallbackOptions { AllowedNetworks = allowed }));
}
