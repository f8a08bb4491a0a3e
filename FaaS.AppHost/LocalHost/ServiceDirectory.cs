using System.Security.Cryptography;
using System.Text;

namespace FaaS.AppHost.LocalHost;

/// <summary>A directory that belongs to the account of one store.</summary>
internal sealed class ServiceDirectory(Commands commands)
{
    private const string Elsewhere = "/var/lib/faas";

    /// <summary>
    /// Normally <paramref name="path"/> itself. When the account cannot walk there, because the checkout is in, say,
    /// <c>/root</c>, it is a directory under <c>/var/lib/faas</c> that the path then links to.
    /// </summary>
    public async Task<string> CreateAsync(string path, Account? account, CancellationToken cancellationToken)
    {
        if (new DirectoryInfo(path).LinkTarget is { } target)
        {
            path = target;
        }

        await GiveAsync(path, account, cancellationToken);
        if (await CanReachAsync(path, account, cancellationToken))
        {
            return path;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
        target = Path.Combine(Elsewhere, $"{Path.GetFileName(path)}-{name}");
        await GiveAsync(target, account, cancellationToken);
        Directory.Delete(path);
        Directory.CreateSymbolicLink(path, target);

        return await CanReachAsync(target, account, cancellationToken)
            ? target
            : throw new StartFailedException($"The account {account} can reach neither {path} nor {target}.");
    }

    private async Task GiveAsync(string path, Account? account, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        if (account is not null)
        {
            await commands.RunAsync(new ChildCommand("chown", "chown", $"{account.Name}:", path), cancellationToken);
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<bool> CanReachAsync(string path, Account? account, CancellationToken cancellationToken)
    {
        var look = new ChildCommand("test", "test", "-x", path) { Account = account };
        return (await commands.TryAsync(look, cancellationToken)).ExitCode == 0;
    }
}
