using FaaS.Domain.Invocations;

namespace FaaS.Tests.Domain;

public sealed class CheckpointNameTests
{
    [Theory]
    [InlineData("default", true)]
    [InlineData("Page_7.tar-2", true)]
    [InlineData("_", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("ü", false)]
    [InlineData(null, false)]
    public void Names_are_safe_as_a_path_segment(string? text, bool isName)
        => Assert.Equal(isName, CheckpointName.TryParse(text, out _));

    [Fact]
    public void Names_have_a_limit()
    {
        Assert.True(CheckpointName.TryParse(new string('x', CheckpointName.MaxLength), out _));
        Assert.False(CheckpointName.TryParse(new string('x', CheckpointName.MaxLength + 1), out _));
    }
}
