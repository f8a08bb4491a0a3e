extern alias worker;

using FaaS.Domain.Functions;
using worker::FaaS.Worker.Runtimes;

namespace FaaS.Tests.Worker.Runtimes;

public sealed class RuntimeProfileTests
{
    [Theory]
    [InlineData(Runtime.Python, "handler", "main.py", "handler")]
    [InlineData(Runtime.Python, "pkg/app.run", "pkg/app.py", "run")]
    [InlineData(Runtime.Nodejs, "handler", "index.js", "handler")]
    public void A_handler_function_stays_loaded(Runtime runtime, string handler, string file, string function)
    {
        var init = RuntimeProfile.Of(runtime).InitOf(TestSpec.Of(runtime, handler, []));

        Assert.Equal((file, function), (init.Handler?.File, init.Handler?.Function));
        Assert.Null(init.Program);
    }

    [Theory]
    [InlineData(Runtime.Python, "tool.py", "python3 /code/tool.py")]
    [InlineData(Runtime.Nodejs, "x.mjs", "node /code/x.mjs")]
    [InlineData(Runtime.Go, "main", "/code/function")]
    public void A_program_is_run_per_invocation(Runtime runtime, string handler, string program)
    {
        var init = RuntimeProfile.Of(runtime).InitOf(TestSpec.Of(runtime, handler, []));

        Assert.Equal(program, string.Join(' ', init.Program ?? []));
        Assert.Null(init.Handler);
    }
}
