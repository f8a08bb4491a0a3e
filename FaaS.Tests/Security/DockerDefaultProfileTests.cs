extern alias worker;

using FaaS.Tests.Infrastructure;
using FaaS.Tests.Worker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Security;

/// <summary>The fallback for runtimes that our profile is too narrow for.</summary>
public sealed class DockerDefaultProfileTests : IAsyncLifetime
{
    private readonly WorkerFixture _worker = new();

    public async ValueTask InitializeAsync()
    {
        await BuiltImages.EnsureAsync("python", CancellationToken.None);
        _worker.Settings["Worker:Sandbox:SeccompProfile"] = SandboxOptions.DockerDefaultSeccomp;
        await _worker.InitializeAsync();
    }

    [Fact]
    public async Task It_filters_less_than_ours_but_does()
    {
        var function = TestFunction.Python(
            _worker.Dispatcher,
            """
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            def handler(event, context):
                filtered = "Seccomp:\t2" in open("/proc/self/status").read()
                denied = libc.unshare(0x10000000) == -1 and ctypes.get_errno() == 1
                # One that ours denies.
                return [filtered, denied, libc.personality(ctypes.c_ulong(0xffffffff))]
            """);

        var answer = (await _worker.Dispatcher.InvokeAsync(function)).Json();

        Assert.Equal("[true,true,0]", answer.GetRawText());
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}
