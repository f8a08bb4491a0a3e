using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FaaS.Tests.Api.Functions;

/// <summary>An entry of an archive that a zip tool would not make.</summary>
/// <param name="Mode">Of Unix, type included; 0 says nothing.</param>
internal sealed record TestZip(string Name, ReadOnlyMemory<byte> Content, int Mode)
{
    public TestZip(string name, string content, int mode = 0)
        : this(name, Encoding.UTF8.GetBytes(content), mode)
    {
    }

    public static TestZip Zeros(string name, int size) => new(name, new byte[size], 0);

    /// <summary>Zeros with some noise, which packs about 20 times.</summary>
    public static TestZip Sparse(string name, int size)
    {
        var random = new Random(size);
        var content = new byte[size];
        for (var offset = 0; offset < size; offset += 64)
        {
            content[offset] = (byte)random.Next(256);
        }

        return new(name, content, 0);
    }

    public static byte[] Pack(params IEnumerable<TestZip> entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                var packed = archive.CreateEntry(entry.Name, CompressionLevel.Fastest);
                packed.ExternalAttributes = entry.Mode << 16;
                using var content = packed.Open();
                content.Write(entry.Content.Span);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Makes the directory of the archive claim another size.</summary>
    public static void ForgeSize(byte[] zip, string name, uint size)
    {
        // A central header: signature, then the size at 24, the name at 46.
        var header = zip.AsSpan();
        var at = header.LastIndexOf(Encoding.UTF8.GetBytes(name)) - 46;
        Assert.True(header[at..].StartsWith("PK\u0001\u0002"u8));
        BinaryPrimitives.WriteUInt32LittleEndian(header[(at + 24)..], size);
    }
}
