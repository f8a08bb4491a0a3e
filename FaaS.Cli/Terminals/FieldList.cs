using Spectre.Console;

namespace FaaS.Cli.Terminals;

/// <summary>One thing, a line per field; a field without a value is left out.</summary>
internal sealed class FieldList
{
    private readonly Grid _grid = new Grid()
        .AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(3))
        .AddColumn(new GridColumn().PadLeft(0).PadRight(0));

    public FieldList Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));
        }

        return this;
    }

    public void Write(TerminalStream output) => output.Console.Write(_grid);
}
