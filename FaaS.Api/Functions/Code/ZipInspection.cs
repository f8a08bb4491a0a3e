using System.Buffers;
using System.IO.Compression;
using FaaS.Domain.Functions;

namespace FaaS.Api.Functions.Code;

/// <summary>
/// Reads an archive to its end before anybody unpacks it. What it claims about itself is not believed: bytes are
/// counted as they inflate.
/// </summary>
internal sealed class ZipInspection
{
    private const int MaxEntries = 20_000;

    // Text packs 3 to 20 times; a thousand times is a bomb. Small files may, because they cannot do harm.
    private const int MaxRatio = 100;
    private const long FreeOfRatio = 16 * 1024 * 1024;

    private const int BufferSize = 128 * 1024;
    private const int UnixTypeMask = 0xF000;
    private const int UnixRegular = 0x8000;
    private const int UnixFolder = 0x4000;
    private const int UnixLink = 0xA000;

    // What each entry of the central directory begins with.
    private static ReadOnlySpan<byte> EntryMark => "PK\u0001\u0002"u8;

    private readonly EntryTree _tree = new();
    private long _inflated;
    private long _packed;

    public IReadOnlyList<string> Files => _tree.Files;

    public CodeProblem? Inspect(byte[] code, CancellationToken cancellationToken)
    {
        try
        {
            // Looked at before the archive is, because each costs memory as soon as it is listed.
            if (code.AsSpan().Count(EntryMark) is var entries and > MaxEntries)
            {
                return TooMany(entries);
            }

            using var stream = new MemoryStream(code, writable: false);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return Inspect(archive, code.Length, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return new(null, "The zip is damaged.");
        }
    }

    private CodeProblem? Inspect(ZipArchive archive, long size, CancellationToken cancellationToken)
    {
        if (archive.Entries.Count is 0 or > MaxEntries)
        {
            return TooMany(archive.Entries.Count);
        }

        foreach (var entry in archive.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _packed += entry.CompressedLength;
            var reason = EntryPath.Refuse(entry.FullName)
                ?? RefuseType(entry)
                ?? _tree.Add(entry.FullName)
                ?? (_packed > size ? "Entries overlap." : null)
                ?? Inflate(entry);
            if (reason is not null)
            {
                return new(entry.FullName, reason);
            }
        }

        return null;
    }

    private static CodeProblem TooMany(int entries)
        => new(null, $"A zip has 1 to {MaxEntries} entries; this one has {entries}.");

    private static string? RefuseType(ZipArchiveEntry entry)
    {
        var type = (entry.ExternalAttributes >> 16) & UnixTypeMask;
        return type switch
        {
            UnixLink => "It is a symbolic link; pack the file that it points to.",
            0 or UnixRegular or UnixFolder => entry.IsEncrypted ? "It is encrypted." : null,
            _ => "It is neither a file nor a folder.",
        };
    }

    private string? Inflate(ZipArchiveEntry entry)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var content = entry.Open();
            return Read(entry, content, buffer);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return "It is damaged, or packed in a way other than deflate.";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string? Read(ZipArchiveEntry entry, Stream content, byte[] buffer)
    {
        var checksum = default(Crc32);
        var size = 0L;
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            size += read;
            _inflated += read;
            if (_inflated > FunctionLimits.MaxUnzippedCodeBytes)
            {
                return $"The archive unpacks to more than {FunctionLimits.MaxUnzippedCodeBytes >> 20} MiB.";
            }

            if (size > FreeOfRatio && size > MaxRatio * entry.CompressedLength)
            {
                return $"It unpacks to more than {MaxRatio} times its size.";
            }

            checksum.Append(buffer.AsSpan(0, read));
        }

        return checksum.Value == entry.Crc32 ? null : "It is damaged: its checksum is wrong.";
    }
}
