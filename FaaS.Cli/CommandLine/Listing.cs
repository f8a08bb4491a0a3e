using FaaS.Client;

namespace FaaS.Cli.CommandLine;

/// <summary>Lists that are longer than a page of the API.</summary>
internal static class Listing
{
    private const int MaxOfPage = 1000;

    /// <summary>A page of a search may have fewer than it could have, and go on.</summary>
    public static async Task<Page<T>> ReadAsync<T>(int limit, Func<int, string?, Task<Page<T>>> read)
    {
        var (found, cursor) = (new List<T>(), (string?)null);
        do
        {
            var page = await read(Math.Min(MaxOfPage, limit - found.Count), cursor);
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null && found.Count < limit);

        return new(found, cursor);
    }

    public static void NoteMore<T>(CliSession session, Page<T> page)
    {
        if (page.NextCursor is not null)
        {
            session.Terminal.Error.WriteNote($"These are the first {page.Items.Count}. For more: --limit N");
        }
    }
}
