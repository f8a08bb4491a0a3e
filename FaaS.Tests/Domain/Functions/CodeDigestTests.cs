using FaaS.Domain.Functions;

namespace FaaS.Tests.Domain.Functions;

public sealed class CodeDigestTests
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void A_digest_is_the_sha256_of_the_code()
    {
        Assert.Equal(Abc, CodeDigest.Of("abc"u8).Value);
        Assert.True(CodeDigest.TryParse(Abc, out var parsed));
        Assert.Equal(CodeDigest.Of("abc"u8), parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Only_lower_case_hex_of_the_right_length_is_a_digest(string? text)
        => Assert.False(CodeDigest.TryParse(text, out _));
}
