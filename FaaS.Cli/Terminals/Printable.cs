namespace FaaS.Cli.Terminals;

internal static class Printable
{
    /// <summary>Without control characters: what comes out of a sandbox must not steer the terminal that shows
    /// it.</summary>
    public static string Text(string text)
        => string.Concat(text.Where(character => !char.IsControl(character) || character is '\t' or '\n'));
}
