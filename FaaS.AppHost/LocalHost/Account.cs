namespace FaaS.AppHost.LocalHost;

/// <summary>The operating system account that a store runs as when we are root; Postgres refuses to be root.</summary>
internal sealed record Account(string Name)
{
    /// <summary>The first of these that exists, or null when we are not root and so stay who we are.</summary>
    public static Account? InsteadOfRoot(params string[] names)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        var name = names.FirstOrDefault(known.Contains)
            ?? throw new StartFailedException(
                $"There is no account to run as: none of {string.Join(", ", names)} exists.");
        return new Account(name);
    }
}
