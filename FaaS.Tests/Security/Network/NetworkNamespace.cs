using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FaaS.Tests.Security.Network;

/// <summary>A network of its own on this machine, as <c>ip netns</c> makes it.</summary>
internal sealed class NetworkNamespace(string name)
{
    private const int NetworkOnly = 0x40000000;

    public string Name => name;

    /// <summary>On a thread of its own, because a thread that has entered never comes back.</summary>
    public Task<T> RunAsync<T>(Func<T> action)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                completion.SetResult(action());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        });
        thread.Start();
        return completion.Task;
    }

    private void Enter()
    {
        using var handle = File.OpenHandle($"/run/netns/{name}");
        if (SetNamespace(handle, NetworkOnly) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"The namespace {name} cannot be entered.");
        }
    }

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code in the whole project.
    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(SafeHandle handle, int kind);
#pragma warning restore SYSLIB1054
}
