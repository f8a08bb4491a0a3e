extern alias worker;

using System.IO.Compression;
using worker::FaaS.Worker.Code;

namespace FaaS.Tests.Worker.Code;

public sealed class ZipExtractionTests : IDisposable
{
    private const int Symlink = unchecked((int)0xA1FF0000);
    private const int Device = 0x21B6 << 16;

    private readonly string _root = Directory.CreateTempSubdirectory("faas-zip-").FullName;

    private string Target => Path.Combine(_root, "target");

    [Fact]
    public void Files_come_out_read_only_and_keep_their_execute_bit()
    {
        Extract(
            Zip(("main.py", "x = 1", 0), ("bin/tool", "#!/bin/sh", unchecked((int)0x81ED0000)), ("empty/", "", 0)));

        Assert.Equal("x = 1", File.ReadAllText(Path.Combine(Target, "main.py")));
        Assert.Equal(0x124, (int)File.GetUnixFileMode(Path.Combine(Target, "main.py")));
        Assert.Equal(0x16D, (int)File.GetUnixFileMode(Path.Combine(Target, "bin/tool")));
        Assert.True(Directory.Exists(Path.Combine(Target, "empty")));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a//evil")]
    [InlineData("./evil")]
    [InlineData("..\\evil")]
    [InlineData("..")]
    public void No_name_leads_out_of_the_directory(string name)
    {
        Assert.Throws<CodeException>(() => Extract(Zip((name, "x", 0))));
        Assert.Empty(Directory.GetFileSystemEntries(_root, "*evil*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(Symlink)]
    [InlineData(Device)]
    public void Nothing_but_plain_files_is_made(int attributes)
        => Assert.Throws<CodeException>(() => Extract(Zip(("link", "/etc/passwd", attributes))));

    [Fact]
    public void A_file_cannot_come_twice_or_be_a_folder_too()
    {
        Assert.Throws<CodeException>(() => Extract(Zip(("a", "1", 0), ("a", "2", 0))));
        Directory.Delete(Target, recursive: true);
        Assert.Throws<CodeException>(() => Extract(Zip(("a", "1", 0), ("a/b", "2", 0))));
        Assert.Throws<CodeException>(() => Extract(Zip(("c/d", "1", 0), ("c", "2", 0))));
    }

    [Fact]
    public void A_bomb_stops_at_the_bound()
        => Assert.Throws<CodeException>(() => Extract(Zip(("zeros", new string('\0', 2_000_000), 0)), 1_000_000));

    [Fact]
    public void What_is_not_a_zip_is_refused()
        => Assert.Throws<CodeException>(() => Extract(new MemoryStream("PK not really"u8.ToArray())));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Extract(MemoryStream archive, long maxBytes = 10_000_000)
    {
        Directory.CreateDirectory(Target);
        ZipExtraction.Extract(archive, Target, maxBytes);
    }

    private static MemoryStream Zip(params (string Name, string Content, int Attributes)[] entries)
    {
        var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, attributes) in entries)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = attributes;
                if (!name.EndsWith('/'))
                {
                    using var writer = new StreamWriter(entry.Open());
                    writer.Write(content);
                }
            }
        }

        buffer.Position = 0;
        return buffer;
    }
}
