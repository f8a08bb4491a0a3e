using System.Net;
using FaaS.Worker.Docker;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Networking;

/// <summary>
/// Where sandboxes with egress are connected: it is made for the first of them, and its filter is in force whenever one
/// is started and for as long as they live. Without the filter there are none.
/// </summary>
internal sealed partial class EgressNetwork(
    EgressBridge bridge,
    EgressFilter filter,
    EgressResolvers resolvers,
    IOptions<EgressOptions> options,
    TimeProvider timeProvider,
    ILogger<EgressNetwork> logger) : IDisposable
{
    // Inside the sandbox nobody answers there, so that names do not resolve and the daemon's own resolvers stay unused.
    private const string NoResolver = "127.0.0.1";

    // Long enough for a burst of starts, shorter than any restart of a daemon or a firewall.
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(1);

    private readonly EgressOptions _options = options.Value;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Connection? _connection;
    private volatile Connection? _trusted;
    private volatile string? _fault;
    private bool _isWanted;
    private bool _isProbed;
    private bool _hasFiltered;

    /// <summary>Why functions with egress are refused, for people. Null: they are not.</summary>
    public string? Fault => _fault;

    /// <summary>What a sandbox that is started now is connected to.</summary>
    /// <exception cref="EgressRefusedException">It could not be filtered.</exception>
    /// <exception cref="DockerException">The daemon did not do it.</exception>
    public async Task<SandboxNetwork> OpenAsync(CancellationToken cancellationToken)
    {
        if (Trusted is { } trusted)
        {
            return trusted.Network;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return (Trusted ?? await ConnectAsync(cancellationToken)).Network;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Puts back what is missing. False when there may be sandboxes that are not filtered.</summary>
    public async Task<bool> KeepAsync(CancellationToken cancellationToken)
    {
        if (_options.Unfiltered)
        {
            return true;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _connection is { } known && filter.HasBridge ? await TryEnforceAsync(known, cancellationToken)
                : _isWanted ? await TryConnectAsync(cancellationToken)
                : _isProbed || await TryProbeAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Removes network and rules, unless another worker uses them.</summary>
    /// <exception cref="DockerException">The daemon is away, and they stay.</exception>
    /// <exception cref="FirewallException">Some of the rules stay.</exception>
    public Task RetireAsync(CancellationToken cancellationToken)
    {
        _trusted = _connection = null;
        return bridge.RetireAsync(
            (network, token) => _options.Unfiltered ? Task.CompletedTask : filter.RemoveAsync(SubnetOf(network), token),
            cancellationToken);
    }

    public void Dispose() => _gate.Dispose();

    private Connection? Trusted
        => _trusted is { } known && timeProvider.GetElapsedTime(known.CheckedAt) < Trust ? known : null;

    private async Task<bool> TryConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ConnectAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is EgressRefusedException or DockerException)
        {
            // Said already, or to be said by the next who needs the daemon.
            return false;
        }
    }

    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        _isWanted = true;
        if (!_options.Unfiltered && _connection is null && !await TryProbeAsync(cancellationToken))
        {
            throw new EgressRefusedException(_fault!);
        }

        var known = Remember(await FindOrCreateAsync(cancellationToken));
        if (_options.Unfiltered)
        {
            Accept();
        }
        else if (!await TryEnforceAsync(known, cancellationToken))
        {
            throw new EgressRefusedException(_fault!);
        }

        return _trusted = known;
    }

    private async Task<NetworkInspection> FindOrCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await bridge.FindOrCreateAsync(cancellationToken);
        }
        catch (EgressRefusedException exception)
        {
            Refuse(exception.Message);
            throw;
        }
    }

    private Connection Remember(NetworkInspection network)
    {
        var addresses = resolvers.Current;
        if (_connection is null && addresses is [])
        {
            Log.NoResolver(logger, $"{EgressOptions.Section}:Dns");
        }

        return _connection = new Connection(
            new SandboxNetwork(
                network.Id,
                addresses is [] ? [NoResolver] : [.. addresses.Select(address => address.ToString())]),
            SubnetOf(network),
            timeProvider.GetTimestamp());
    }

    private async Task<bool> TryProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await filter.ProbeAsync(cancellationToken);
            if (!_isWanted)
            {
                Accept();
            }

            return _isProbed = true;
        }
        catch (FirewallException exception)
        {
            Refuse($"Functions with network egress are refused, for nothing would confine them: {exception.Message}");
            return false;
        }
    }

    private async Task<bool> TryEnforceAsync(Connection known, CancellationToken cancellationToken)
    {
        try
        {
            if (await filter.EnforceAsync(known.Subnet, resolvers.Current, cancellationToken)
                && Interlocked.Exchange(ref _hasFiltered, true))
            {
                Log.PutBack(logger, _options.Network);
            }

            Accept();
            return true;
        }
        catch (FirewallException exception)
        {
            Refuse($"Functions with network egress are refused, for nothing would confine them: {exception.Message}");
            return false;
        }
    }

    private void Accept()
    {
        if (Interlocked.Exchange(ref _fault, null) is not null)
        {
            Log.Accepted(logger);
        }
    }

    private void Refuse(string fault)
    {
        _trusted = null;
        if (Interlocked.Exchange(ref _fault, fault) != fault)
        {
            Log.Refused(logger, fault);
        }
    }

    private sealed record Connection(SandboxNetwork Network, IPNetwork Subnet, long CheckedAt);

    private static IPNetwork SubnetOf(NetworkInspection network)
        => AddressRange.Parse(network.IPAM.Config![0].Subnet);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Fault}")]
        public static partial void Refused(ILogger logger, string fault);

        [LoggerMessage(LogLevel.Information, "Functions with network egress are accepted again.")]
        public static partial void Accepted(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "Somebody had changed the rules of the network {Network}; they are back.")]
        public static partial void PutBack(ILogger logger, string network);

        [LoggerMessage(
            LogLevel.Warning,
            "Functions with network egress cannot resolve names: the machine's resolvers are its own. Set {Key}.")]
        public static partial void NoResolver(ILogger logger, string key);
    }
}
