using FaaS.Domain.Invocations;

namespace FaaS.Tests.RuntimeImages;

/// <summary>Code that cannot be loaded says what and where.</summary>
public sealed class LoadingTests
{
    [Theory]
    [InlineData(
        "python", "main.py", "def handler(event, context):\n    return (\n", "SyntaxError", "(main.py, line 2)")]
    [InlineData("nodejs", "index.js", "exports.handler = () => 1;\nlet x = ;\n", "SyntaxError", "(index.js, line 2)")]
    [InlineData("nodejs", "index.mjs", "export const handler = 1;\nlet x = ;\n", "SyntaxError", "(index.mjs, line 2)")]
    [InlineData("python", "main.py", "import nowhere\n", "ModuleNotFoundError", "No module named 'nowhere'")]
    [InlineData("nodejs", "index.js", "require('nowhere');\n", "Error", "Cannot find module 'nowhere'")]
    [InlineData("nodejs", "index.mjs", "import 'nowhere';\n", "Error", "Cannot find package 'nowhere'")]
    [InlineData("python", "main.py", "1 / 0\n", "ZeroDivisionError", "division by zero")]
    [InlineData("nodejs", "index.js", "null.x;\n", "TypeError", "Cannot read properties of null")]
    [InlineData("python", "main.py", "def other(e, c): pass\n", "HandlerNotFound", "its functions are: other")]
    [InlineData("nodejs", "index.js", "exports.other = () => 1;\n", "HandlerNotFound", "it exports: other")]
    [InlineData(
        "python", "other.py", "", "HandlerNotFound", "main.py is not in the code; its Python files are: other.py")]
    [InlineData("nodejs", "other.js", "", "HandlerNotFound", "its JavaScript files are: other.js")]
    public async Task Handler_that_cannot_be_loaded_says_why(
        string image, string file, string source, string type, string message)
    {
        await using var sandbox = await AgentSandbox.StartAsync(image);
        sandbox.WriteCode(file, source);

        var handlerFile = file.StartsWith("other", StringComparison.Ordinal) ? HandlerSample.Of(image).File : file;
        var answer = await sandbox.InitHandlerAsync(handlerFile, "handler");
        var error = answer.Failed(FailureKind.InitError);

        Assert.Equal(type, error.Type);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/opt/faas", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("python", "main.py", "import sys\nprint('bye')\nsys.exit(4)\n")]
    [InlineData("nodejs", "index.js", "console.log('bye');\nprocess.exit(4);\n")]
    public async Task Code_that_exits_while_loading_has_exited(string image, string file, string source)
    {
        await using var sandbox = await AgentSandbox.StartAsync(image);
        sandbox.WriteCode(file, source);

        var answer = await sandbox.InitHandlerAsync(file, "handler");

        Assert.Equal("exit status 4", answer.Failed(FailureKind.Exited).Message);
        Assert.Equal("bye\n", answer.Logs);
    }

    [Fact]
    public async Task Python_packages_import_each_other()
    {
        await using var sandbox = await AgentSandbox.StartAsync("python");
        sandbox.WriteCode("shop/__init__.py", "");
        sandbox.WriteCode("shop/prices.py", "APPLE = 3\n");
        sandbox.WriteCode(
            "shop/json.py", "from .prices import APPLE\nimport json\ndef handler(e, c): return [APPLE, e]\n");
        (await sandbox.InitHandlerAsync("shop/json.py", "handler")).Succeeded();

        Assert.Equal("[3,1]", (await sandbox.InvokeAsync("1")).Succeeded().Text);
    }

    [Theory]
    [InlineData("index.mjs", "import { sep } from 'path';\nexport const handler = () => sep;\n")]
    [InlineData("index.js", "import { sep } from 'path';\nexport async function handler() { return sep; }\n")]
    [InlineData("index.js", "const { sep } = await import('path');\nexport const handler = () => sep;\n")]
    [InlineData("index.cjs", "module.exports = { handler: async () => require('path').sep };\n")]
    [InlineData("index.js", "export default { handler: (event, context, callback) => callback(null, '/') };\n")]
    public async Task Node_handlers_may_be_modules_of_either_kind(string file, string source)
    {
        await using var sandbox = await AgentSandbox.LoadAsync("nodejs", file, source);

        Assert.Equal("\"/\"", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    [Theory]
    [InlineData("setTimeout(() => { throw new Error('later'); }, 1)")]
    [InlineData("Promise.reject(new Error('later'))")]
    public async Task Error_that_nobody_catches_fails_the_invocation_and_ends_the_sandbox(string statement)
    {
        await using var sandbox = await AgentSandbox.LoadAsync(
            "nodejs", "index.js", $"exports.handler = () => new Promise(() => {statement});\n");

        var error = (await sandbox.InvokeAsync()).Failed(FailureKind.FunctionError);

        Assert.Equal("later", error.Message);
        await sandbox.Closed.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
