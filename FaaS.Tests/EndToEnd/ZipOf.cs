using System.IO.Compression;

namespace FaaS.Tests.EndToEnd;

internal static class ZipOf
{
    public static byte[] Files(params IEnumerable<(string Path, string Content)> files)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files)
            {
                using var entry = new StreamWriter(archive.CreateEntry(path).Open());
                entry.Write(content);
            }
        }

        return buffer.ToArray();
    }
}
