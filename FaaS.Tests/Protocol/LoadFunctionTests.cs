using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Tests.Protocol;

public sealed class LoadFunctionTests
{
    private static readonly LoadFunction Message = new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), "default", "hello", "1.0.0", Runtime.Python, "app.handler",
        CodeDigest.Of("x"u8).Value, CodeKind.Source, 1, 30_000, 128, 0.5, 10, Isolation.Function, NetworkAccess.None,
        new Dictionary<string, string> { ["K"] = "V" });

    [Fact]
    public void A_function_survives_the_wire() => Assert.Equal(Message, LoadFunction.From(Message.ToSpec()));

    [Theory]
    [InlineData("../etc", "app.handler", null)]
    [InlineData("hello", "../app.handler", null)]
    [InlineData("hello", "/app.handler", null)]
    [InlineData("hello", "app.handler", "../../x")]
    public void What_the_domain_forbids_is_refused(string name, string handler, string? digest)
    {
        var message = Message with { Function = name, Handler = handler, CodeDigest = digest ?? Message.CodeDigest };

        Assert.Throws<FrameException>(message.ToSpec);
    }
}
