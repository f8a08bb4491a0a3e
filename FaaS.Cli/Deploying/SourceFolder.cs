using System.IO.Compression;
using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Deploying;

/// <summary>A folder as an archive: the same files always give the same bytes.</summary>
internal static class SourceFolder
{
    private const string IgnoreFile = ".faasignore";

    // The earliest time that a zip can hold.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Relative paths with slashes, sorted; without what .faasignore names.</summary>
    public static IReadOnlyList<string> Files(string folder)
    {
        var ignoreFile = Path.Combine(folder, IgnoreFile);
        var ignored = IgnoreRules.Parse(File.Exists(ignoreFile) ? File.ReadAllLines(ignoreFile) : []);
        var files = new List<string>();
        Collect(new DirectoryInfo(folder), "", ignored, files);
        files.Sort(StringComparer.Ordinal);
        return files.Count > 0 ? files : throw new UsageException($"There is no file to deploy in {folder}.");
    }

    public static byte[] Zip(string folder, IReadOnlyList<string> files)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var path = Path.Combine(folder, file);
                var entry = archive.CreateEntry(file, CompressionLevel.Optimal);
                entry.LastWriteTime = NoTime;
                entry.ExternalAttributes = UnixFile(path);
                using var target = entry.Open();
                using var source = File.OpenRead(path);
                source.CopyTo(target);
            }
        }

        return buffer.ToArray();
    }

    private static void Collect(DirectoryInfo directory, string prefix, IgnoreRules ignored, List<string> files)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            var path = prefix + entry.Name;
            var folder = entry as DirectoryInfo;
            if (ignored.Match(path, folder is not null))
            {
                continue;
            }

            if (entry.LinkTarget is { } target)
            {
                throw new UsageException(
                    $"{path} is a symbolic link to {target}, which the platform does not take: "
                    + $"put a copy there, or name it in {IgnoreFile}.");
            }

            if (folder is not null)
            {
                Collect(folder, path + "/", ignored, files);
            }
            else
            {
                files.Add(path);
            }
        }
    }

    // The upper half is st_mode: a regular file, readable by all, executable by all or none.
    private static int UnixFile(string path)
    {
        var executable = !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
        return unchecked((int)(0x8000u | Convert.ToUInt32(executable ? "755" : "644", 8))) << 16;
    }
}
