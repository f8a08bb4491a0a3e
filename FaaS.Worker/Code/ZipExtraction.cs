using System.IO.Compression;
using FaaS.Domain.Functions;

namespace FaaS.Worker.Code;

/// <summary>
/// Unpacks code into an empty directory. The archive is hostile: nothing lands outside of the directory, nothing but
/// plain files and folders is made, and what comes out is counted while it comes.
/// </summary>
internal static class ZipExtraction
{
    public const int MaxEntries = 20_000;

    private const int MaxNameLength = 1024;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;
    private const int AnyExecute = 0x49;
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable =
        ReadOnly | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="CodeException">The archive is broken, too big, or tries something.</exception>
    public static void Extract(Stream archive, string directory, long maxBytes = FunctionLimits.MaxUnzippedCodeBytes)
    {
        try
        {
            using var zip = new ZipArchive(archive, ZipArchiveMode.Read);
            if (zip.Entries.Count > MaxEntries)
            {
                throw Broken($"The archive has more than {MaxEntries} entries.");
            }

            var room = maxBytes;
            foreach (var entry in zip.Entries)
            {
                room -= Extract(entry, directory, room);
            }
        }
        catch (Exception exception) when (exception
            is InvalidDataException or IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw new CodeException("The archive cannot be unpacked.", exception)
            {
                IsFaultOfCode = exception is not IOException or PathTooLongException,
            };
        }
    }

    private static CodeException Broken(string reason) => new(reason) { IsFaultOfCode = true };

    private static long Extract(ZipArchiveEntry entry, string directory, long room)
    {
        var mode = (entry.ExternalAttributes >> 16) & 0xFFFF;
        var isFolder = entry.FullName.EndsWith('/');
        if (!IsPlainPath(entry.FullName) || !IsPlainType(mode & TypeMask, isFolder))
        {
            throw Broken($"The archive's entry '{entry.FullName}' is not a plain file inside of it.");
        }

        var target = Path.Combine(directory, entry.FullName);
        for (var above = target.TrimEnd('/'); above != directory; above = Path.GetDirectoryName(above)!)
        {
            if (File.Exists(above))
            {
                throw Broken($"The archive has the entry '{entry.FullName}' twice, or below a file.");
            }
        }

        if (!isFolder && Directory.Exists(target))
        {
            throw Broken($"The archive's entry '{entry.FullName}' is a folder, too.");
        }

        if (isFolder)
        {
            Directory.CreateDirectory(target);
            return 0;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = (mode & AnyExecute) != 0 ? Executable : ReadOnly,
        };
        using var source = entry.Open();
        using var file = new FileStream(target, options);
        return Copy(source, file, room);
    }

    // The sizes in the archive's directory are only claims.
    private static long Copy(Stream source, FileStream file, long room)
    {
        var buffer = new byte[64 * 1024];
        var total = 0L;
        while (source.Read(buffer) is > 0 and var read)
        {
            total += read;
            if (total > room)
            {
                throw Broken("The archive is too big when unpacked.");
            }

            file.Write(buffer.AsSpan(0, read));
        }

        return total;
    }

    private static bool IsPlainPath(string name)
        => name.Length is > 0 and <= MaxNameLength
            && !name.Contains('\\', StringComparison.Ordinal)
            && !name.Contains('\0', StringComparison.Ordinal)
            && name.TrimEnd('/').Split('/').All(segment => segment is not ("" or "." or ".."));

    // Archives made on systems without Unix modes say 0.
    private static bool IsPlainType(int type, bool isFolder)
        => type == 0 || type == (isFolder ? Folder : RegularFile);
}
