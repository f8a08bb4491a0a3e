using System.Globalization;

namespace FaaS.AppHost.LocalHost;

/// <summary>Finds the programs of the Postgres that the operating system has.</summary>
internal static class PostgresBinaries
{
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>The folder of the version that made the data, or of the newest one when there is no data yet.</summary>
    public static string FolderFor(string dataDirectory)
    {
        var versionFile = Path.Combine(dataDirectory, "PG_VERSION");
        var needed = File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : null;

        return Installed()
            .Where(found => needed is null || found.Version == needed)
            .Select(found => found.Folder)
            .FirstOrDefault()
            ?? throw new StartFailedException(needed is null
                ? "Postgres is not installed: `./faas up` installs it, or `apt-get install postgresql`."
                : $"The data in {dataDirectory} needs Postgres {needed}, which is not installed.");
    }

    private static IEnumerable<(string Version, string Folder)> Installed()
    {
        if (!Directory.Exists(DebianFolder))
        {
            return [];
        }

        return Directory.EnumerateDirectories(DebianFolder)
            .Select(folder => (Version: Path.GetFileName(folder), Folder: Path.Combine(folder, "bin")))
            .Where(found => File.Exists(Path.Combine(found.Folder, "initdb")))
            .OrderByDescending(found => int.Parse(found.Version, CultureInfo.InvariantCulture));
    }
}
