using System.Globalization;
using FaaS.Infrastructure.Invocations.DeadLetters;
using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.DeadLetters;

/// <param name="Function">Only those of this function, by name or id.</param>
/// <param name="Reason">Only those that died of this.</param>
/// <param name="Since">Only those that died at this time or later, as RFC 3339.</param>
/// <param name="Until">Only those that died before this time.</param>
/// <param name="Limit">The most items to return, 1 to 1000; 50 when it is left out.</param>
/// <param name="Cursor">The last page's next_cursor.</param>
internal sealed record DeadLetterListQuery(
    [FromQuery(Name = "function")] string? Function,
    [FromQuery(Name = "reason")] string? Reason,
    [FromQuery(Name = "since")] DateTimeOffset? Since,
    [FromQuery(Name = "until")] DateTimeOffset? Until,
    [FromQuery(Name = "limit")] int? Limit,
    [FromQuery(Name = "cursor")] string? Cursor)
{
    public const int MaxLimit = 1000;
    public const int DefaultLimit = 50;

    private const char Separator = '-';

    public DeadLetterFilter ToFilter(string tenant)
        => DeadLetterSelection.Filter(tenant, Function, Reason, Since, Until);

    /// <summary>Where the last page ended; null when the cursor is not one.</summary>
    public DeadLetterPlace? Before()
        => Cursor?.Split(Separator) is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            && number >= 0 && number <= DateTimeOffset.MaxValue.Ticks
            && Guid.TryParseExact(id, "n", out var guid)
            ? new DeadLetterPlace(new DateTimeOffset(number, TimeSpan.Zero), guid)
            : null;

    public static string CursorAfter(DeadLetterPlace place)
        => string.Create(CultureInfo.InvariantCulture, $"{place.DiedAt.UtcTicks:x}{Separator}{place.Id:n}");
}
