using System.Text;

namespace FaaS.Infrastructure.Postgres;

/// <summary>Makes text of unknown origin fit for a column: NUL is refused there, and half a surrogate too.</summary>
internal static class PostgresText
{
    public static string Clean(string text, int maxLength)
    {
        var cleaned = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (cleaned.Length + rune.Utf16SequenceLength > maxLength)
            {
                break;
            }

            cleaned.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return cleaned.ToString();
    }
}
