using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>A Redis of our own, with an append-only file, reachable from this machine only, with a password.</summary>
internal sealed class RedisServer(
    IOptions<LocalHostOptions> options,
    Secrets secrets,
    ServiceDirectory directories,
    Commands commands)
{
    private readonly Account? _account = Account.InsteadOfRoot("redis", "nobody");
    private readonly string _port = $"{options.Value.RedisPort}";
    private string _configuration = "";

    public string ConnectionString => $"127.0.0.1:{_port},password={secrets.RedisPassword}";

    /// <summary>Writes the configuration: a password on the command line would be everyone's to read.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(options.Value.Directory, "redis");
        var directory = await directories.CreateAsync(path, _account, cancellationToken);
        _configuration = Path.Combine(directory, "redis.conf");

        await File.WriteAllTextAsync(
            _configuration,
            $"""
            port {_port}
            bind 127.0.0.1
            requirepass {secrets.RedisPassword}
            dir "{directory}"
            appendonly yes
            save ""
            loglevel warning

            """,
            cancellationToken);
    }

    public ChildCommand Server() => new("redis", "redis-server", _configuration) { Account = _account };

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        var ping = new ChildCommand("redis-cli", "redis-cli", "-p", _port, "ping")
        {
            Environment = new Dictionary<string, string> { ["REDISCLI_AUTH"] = secrets.RedisPassword },
        };
        return (await commands.TryAsync(ping, cancellationToken)).Output == "PONG";
    }
}
