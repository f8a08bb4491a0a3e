using System.Security.Cryptography;
using System.Text.Json;
using FaaS.Worker.Docker;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Networking;

/// <summary>The Docker network of sandboxes with egress, which the workers of a machine share.</summary>
internal sealed class EgressBridge(DockerClient docker, NetworkPresence presence, IOptions<EgressOptions> options)
{
    private const string SettingsLabel = "faas.egress";

    private readonly EgressOptions _options = options.Value;

    /// <exception cref="EgressRefusedException">It is there and is not ours.</exception>
    /// <exception cref="DockerException">The daemon did not do it.</exception>
    public async Task<NetworkInspection> FindOrCreateAsync(CancellationToken cancellationToken)
    {
        presence.TryJoin();
        var found = await docker.FindNetworkAsync(_options.Network, cancellationToken);
        var settings = found?.Labels?.GetValueOrDefault(SettingsLabel);
        if (found is not null && settings == Settings())
        {
            return found;
        }

        if (found is not null && (settings is null || !await TryReplaceAsync(found, cancellationToken)))
        {
            throw new EgressRefusedException(
                $"Functions with network egress are refused: the Docker network {_options.Network} is somebody else's, "
                + $"or was made for other settings and is in use. Give {EgressOptions.Section}:Network another name.");
        }

        await docker.CreateNetworkAsync(Specification(), cancellationToken);
        return await docker.FindNetworkAsync(_options.Network, cancellationToken)
            ?? throw new DockerException(DockerFault.NotFound, $"The network {_options.Network} was removed at once.");
    }

    /// <summary>Removes it and then what belongs to it, unless another worker uses it.</summary>
    /// <exception cref="DockerException">The daemon is away, and it stays.</exception>
    public async Task RetireAsync(
        Func<NetworkInspection, CancellationToken, Task> removeRest, CancellationToken cancellationToken)
    {
        if (await docker.FindNetworkAsync(_options.Network, cancellationToken) is { } network
            && network.Labels?.GetValueOrDefault(SettingsLabel) == Settings())
        {
            // Held until the rest is gone, too: it would be that of whoever comes next.
            using var alone = presence.TryTakeAlone();
            if (alone is not null && await docker.TryRemoveNetworkAsync(network.Id, cancellationToken))
            {
                await removeRest(network, cancellationToken);
            }
        }
    }

    private async Task<bool> TryReplaceAsync(NetworkInspection network, CancellationToken cancellationToken)
    {
        using (var alone = presence.TryTakeAlone())
        {
            if (alone is null || !await docker.TryRemoveNetworkAsync(network.Id, cancellationToken))
            {
                return false;
            }
        }

        presence.TryJoin();
        return true;
    }

    private NetworkSpec Specification() => new()
    {
        Name = _options.Network,
        IPAM = _options.Subnet is { Length: > 0 } subnet ? new NetworkAddresses([new(subnet)]) : null,
        Options = new Dictionary<string, string>
        {
            ["com.docker.network.bridge.name"] = _options.Network,
            ["com.docker.network.bridge.enable_icc"] = "false",
        },
        Labels = new Dictionary<string, string> { [SettingsLabel] = Settings() },
    };

    // Workers that differ in these would undo each other's rules.
    private string Settings()
    {
        var settings = JsonSerializer.SerializeToUtf8Bytes(
            [_options.Subnet ?? "", $"{_options.Unfiltered}", .. _options.Allow, "", .. _options.Dns],
            DockerJson.Default.StringArray);
        return Convert.ToHexStringLower(SHA256.HashData(settings))[..16];
    }
}
