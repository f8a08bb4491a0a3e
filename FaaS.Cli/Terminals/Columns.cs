using Spectre.Console;

namespace FaaS.Cli.Terminals;

/// <summary>A table without lines, one row per thing, as <c>ps</c> prints it.</summary>
internal sealed class Columns
{
    private readonly Table _table = new Table().NoBorder().HideFooters();

    public Columns(params IReadOnlyList<string> titles)
    {
        foreach (var (index, title) in titles.Index())
        {
            var header = new Text(title, new Style(decoration: Decoration.Bold));
            _table.AddColumn(new TableColumn(header).NoWrap().PadLeft(0).PadRight(index < titles.Count - 1 ? 3 : 0));
        }
    }

    public void Add(params IReadOnlyList<string> cells) => _table.AddRow(cells.Select(cell => new Text(cell)));

    public void Write(TerminalStream output) => output.Console.Write(_table);
}
