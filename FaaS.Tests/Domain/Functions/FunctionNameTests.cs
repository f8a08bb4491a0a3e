using FaaS.Domain.Functions;

namespace FaaS.Tests.Domain.Functions;

public sealed class FunctionNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("hello-2")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123")]
    public void A_dns_label_is_a_name(string text)
    {
        Assert.True(FunctionName.TryParse(text, out var name));
        Assert.Equal(text, name.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("1a")]
    [InlineData("Hello")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public void Anything_else_is_not(string? text) => Assert.False(FunctionName.TryParse(text, out _));
}
