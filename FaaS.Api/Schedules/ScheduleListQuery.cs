using System.Buffers.Text;
using System.Text;
using FaaS.Domain.Functions;
using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Schedules;

/// <param name="Function">Only those of this function, by its name or id.</param>
/// <param name="Limit">The most items to return, 1 to 1000; 50 when it is left out.</param>
/// <param name="Cursor">The last page's next_cursor.</param>
internal sealed record ScheduleListQuery(
    [FromQuery(Name = "function")] string? Function,
    [FromQuery(Name = "limit")] int? Limit,
    [FromQuery(Name = "cursor")] string? Cursor)
{
    public const int MaxLimit = 1000;
    public const int DefaultLimit = 50;

    /// <summary>Null when it is none that we gave.</summary>
    public string? After()
    {
        if (string.IsNullOrEmpty(Cursor))
        {
            return "";
        }

        try
        {
            var name = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Cursor));
            return FunctionName.TryParse(name, out _) ? name : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static string CursorAfter(string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name));
}
