using System.Globalization;

namespace FaaS.Benchmarks.Platform;

/// <summary>The processes of this machine at one moment.</summary>
internal sealed class ProcessTable
{
    private readonly ILookup<int, int> _children;

    private ProcessTable(IEnumerable<(int Process, int Parent)> processes)
        => _children = processes.ToLookup(process => process.Parent, process => process.Process);

    public static ProcessTable Read() => new(
        [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Process: id, Parent: ParentOf(id)))
            .Where(process => process.Parent is not null)
            .Select(process => (process.Process, process.Parent!.Value))]);

    /// <summary>The process itself first.</summary>
    public IEnumerable<int> WithDescendants(int process)
        => _children[process].SelectMany(WithDescendants).Prepend(process);

    private static int? ParentOf(int process)
    {
        try
        {
            // "1234 (any (name) even) S 1 …"
            var status = File.ReadAllText($"/proc/{process}/stat");
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended in the meantime.
            return null;
        }
    }
}
