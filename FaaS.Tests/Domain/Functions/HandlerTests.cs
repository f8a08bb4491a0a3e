using FaaS.Domain.Functions;

namespace FaaS.Tests.Domain.Functions;

public sealed class HandlerTests
{
    [Theory]
    [InlineData(Runtime.Python, "app.handler", "app.py", "handler")]
    [InlineData(Runtime.Python, "handler", "main.py", "handler")]
    [InlineData(Runtime.Python, "package/app.handler", "package/app.py", "handler")]
    [InlineData(Runtime.Python, "tool.py", "tool.py", null)]
    [InlineData(Runtime.Nodejs, "index.handler", "index.js", "handler")]
    [InlineData(Runtime.Nodejs, "handler", "index.js", "handler")]
    [InlineData(Runtime.Nodejs, "tool.mjs", "tool.mjs", null)]
    [InlineData(Runtime.Go, "main", "main.go", null)]
    public void A_handler_names_a_function_to_keep_or_a_program_to_run(
        Runtime runtime, string text, string file, string? function)
    {
        Assert.True(Handler.TryParse(runtime, text, out var handler));
        Assert.Equal((file, function, function is null), (handler.File, handler.Function, handler.IsProgram));
        Assert.Equal(text, handler.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("../app.handler")]
    [InlineData("/app.handler")]
    [InlineData("app..handler")]
    [InlineData("app.handler\n")]
    [InlineData(".handler")]
    [InlineData("app.")]
    [InlineData("a b")]
    [InlineData("app\0.handler")]
    public void A_handler_cannot_leave_the_code(string? text)
        => Assert.False(Handler.TryParse(Runtime.Python, text, out _));
}
