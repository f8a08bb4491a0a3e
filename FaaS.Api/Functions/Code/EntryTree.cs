namespace FaaS.Api.Functions.Code;

/// <summary>The files and folders of an archive, none of which may hide another, on whatever file system.</summary>
internal sealed class EntryTree
{
    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _folders = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _paths = [];

    /// <summary>With the case that they have in the archive.</summary>
    public IReadOnlyList<string> Files => _paths;

    /// <summary>Why the entry is refused; null when it was added.</summary>
    public string? Add(string name)
    {
        var path = name.TrimEnd('/');
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (!AddFolder(path[..slash]))
            {
                return "A folder on its path is also a file.";
            }
        }

        if (name.EndsWith('/'))
        {
            return AddFolder(path) ? null : "It is both a folder and a file.";
        }

        if (_folders.Contains(path))
        {
            return "It is both a folder and a file.";
        }

        _paths.Add(path);
        return _files.Add(path) ? null : "The archive has this name twice (capitals do not count).";
    }

    private bool AddFolder(string path)
    {
        _folders.Add(path);
        return !_files.Contains(path);
    }
}
