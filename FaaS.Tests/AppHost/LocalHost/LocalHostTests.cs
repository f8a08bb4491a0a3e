extern alias apphost;

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using apphost::FaaS.AppHost.LocalHost;
using FaaS.Tests.Infrastructure;
using Microsoft.Extensions.Options;

namespace FaaS.Tests.AppHost.LocalHost;

/// <summary>The host as its user starts it, with real stores and real processes.</summary>
public sealed class LocalHostTests : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);

    private readonly string _directory = ReachableDirectory();
    private readonly int[] _ports = FreePorts(4);
    private readonly List<string> _lines = [];
    private Process? _host;

    public async ValueTask DisposeAsync()
    {
        if (_host is { HasExited: false })
        {
            _host.Kill();
            await _host.WaitForExitAsync();
        }

        await Eventually.TrueAsync(() => Descendants().Count == 0, "the end of every process", StopLimit);
        _host?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Everything_starts_in_order_and_stops_without_a_trace()
    {
        await StartAsync();
        using var http = new HttpClient();
        var health = await http.GetStringAsync(
            new Uri($"http://localhost:{_ports[0]}/health"), TestContext.Current.CancellationToken);

        Assert.Contains("\"status\": \"healthy\"", health, StringComparison.Ordinal);
        Assert.NotEmpty(Descendants());

        ProcessSpawner.Send(_host!, Signal.Terminate);
        await _host!.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(StopLimit, TestContext.Current.CancellationToken);

        Assert.Equal(0, _host.ExitCode);
        Assert.Empty(Descendants());
        Assert.True(
            Array.FindIndex(Lines(), line => line.Contains("scheduler stopped.", StringComparison.Ordinal))
                < Array.FindIndex(Lines(), line => line.Contains("worker-1 stopped.", StringComparison.Ordinal)),
            "The worker was stopped before the scheduler had seen its work through.");
        Assert.Contains(Lines(), line => line.Contains("postgres stopped.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_killed_host_leaves_no_process()
    {
        await StartAsync();

        _host!.Kill();

        await Eventually.TrueAsync(() => Descendants().Count == 0, "the end of every process", StopLimit);
    }

    [Fact]
    public void A_taken_port_is_named_together_with_its_owner()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.EndsWith($"(pid {Environment.ProcessId})", PortOwner.Of(port), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_hosts_do_not_share_a_directory()
    {
        using var first = HostLock.Take(_directory);

        Assert.Throws<StartFailedException>(() => HostLock.Take(_directory));
    }

    [Fact]
    public void Secrets_are_made_once_and_are_nobody_elses_to_read()
    {
        var first = Secrets.LoadOrCreate(_directory);

        Assert.Equal(first, Secrets.LoadOrCreate(_directory));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_directory, "secrets.json")));
    }

    [Fact]
    public void Ports_must_differ()
    {
        var result = new LocalHostOptionsValidator().Validate(
            Options.DefaultName, new LocalHostOptions { ApiPort = 8080, SchedulerPort = 8080 });

        Assert.Contains("four different ports", result.FailureMessage, StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        var startInfo = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Checkout.AssemblyOf(Checkout.Binaries, "FaaS.AppHost") },
            RedirectStandardOutput = true,
        };
        startInfo.Environment["LocalHost__Directory"] = _directory;
        startInfo.Environment["LocalHost__ApiPort"] = $"{_ports[0]}";
        startInfo.Environment["LocalHost__SchedulerPort"] = $"{_ports[1]}";
        startInfo.Environment["LocalHost__PostgresPort"] = $"{_ports[2]}";
        startInfo.Environment["LocalHost__RedisPort"] = $"{_ports[3]}";

        _host = Process.Start(startInfo)!;
        _host.OutputDataReceived += (_, e) => Add(e.Data);
        _host.BeginOutputReadLine();

        await Eventually.TrueAsync(
            () => _host.HasExited || Array.Exists(Lines(), line => line.Contains("is up at", StringComparison.Ordinal)),
            "the platform to be up",
            StartLimit);
        Assert.False(_host.HasExited, string.Join('\n', Lines()));
    }

    private void Add(string? line)
    {
        lock (_lines)
        {
            if (line is not null)
            {
                _lines.Add(line);
            }
        }
    }

    private string[] Lines()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }

    /// <summary>Everything that names our directory or was told about it: the stores, the Api, the worker, …</summary>
    private List<string> Descendants() => [.. Directory.EnumerateDirectories("/proc")
        .Where(process => int.TryParse(Path.GetFileName(process), out var id)
            && id != Environment.ProcessId && id != _host?.Id && MentionsDirectory(process))];

    private bool MentionsDirectory(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(_directory, StringComparison.Ordinal)
                || File.ReadAllText(Path.Combine(process, "environ")).Contains(_directory, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Where the accounts of the stores can walk to, so that nothing is put elsewhere.</summary>
    private static string ReachableDirectory()
    {
        var directory = Directory.CreateTempSubdirectory("faas-host-");
        directory.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return directory.FullName;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            Array.ForEach(listeners, listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            Array.ForEach(listeners, listener => listener.Dispose());
        }
    }
}
