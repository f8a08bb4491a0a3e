namespace FaaS.Api.Functions.Code;

/// <summary>Which names a file of an archive may have: those that stay below the folder it is unpacked in.</summary>
internal static class EntryPath
{
    private const int MaxLength = 512;
    private const int MaxSegmentBytes = 255;
    private const int MaxDepth = 32;

    /// <summary>Why the name is refused; null when it is not.</summary>
    public static string? Refuse(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return $"A file's name has 1 to {MaxLength} characters.";
        }

        if (name.Any(char.IsControl) || name.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return "A file's name must be plain text.";
        }

        if (name.Contains('\\', StringComparison.Ordinal))
        {
            return "Folders are separated by / and not by a backslash.";
        }

        return name[0] == '/' || (name.Length > 1 && name[1] == ':')
            ? "The path is absolute; it must be relative to the root of the archive."
            : RefuseSegments(name.TrimEnd('/').Split('/'));
    }

    private static string? RefuseSegments(string[] segments)
    {
        if (segments.Any(segment => segment is "" or "." or ".."))
        {
            return "The path leaves the archive or is not in its shortest form (no .., no ., no empty part).";
        }

        if (segments.Length > MaxDepth)
        {
            return $"Folders are nested at most {MaxDepth} deep.";
        }

        return segments.Any(segment => System.Text.Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes)
            ? $"A part of the path is longer than {MaxSegmentBytes} bytes."
            : null;
    }
}
