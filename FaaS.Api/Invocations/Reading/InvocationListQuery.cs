using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Invocations.Reading;

/// <param name="Function">Only those of this function, by name or id.</param>
/// <param name="Status">Only those that are in this state.</param>
/// <param name="Mode">sync or async.</param>
/// <param name="Since">Only those accepted at this time or later, as RFC 3339.</param>
/// <param name="Until">Only those accepted before this time.</param>
/// <param name="Limit">The most items to return, 1 to 1000; 50 when it is left out.</param>
/// <param name="Cursor">The last page's next_cursor.</param>
internal sealed record InvocationListQuery(
    [FromQuery(Name = "function")] string? Function,
    [FromQuery(Name = "status")] string? Status,
    [FromQuery(Name = "mode")] string? Mode,
    [FromQuery(Name = "since")] DateTimeOffset? Since,
    [FromQuery(Name = "until")] DateTimeOffset? Until,
    [FromQuery(Name = "limit")] int? Limit,
    [FromQuery(Name = "cursor")] string? Cursor)
{
    public const int MaxLimit = 1000;
    public const int DefaultLimit = 50;

    public InvocationFilter ToFilter() => new(
        Guid.TryParse(Function, out var id) ? id : null,
        FunctionName.TryParse(Function, out var name) ? name.Value : null,
        EnumText<InvocationState>.TryParse(Status, out var status) ? status : null,
        EnumText<InvocationMode>.TryParse(Mode, out var mode) ? mode : null,
        Since?.ToUniversalTime(),
        Until?.ToUniversalTime());

    public Guid? Before() => Guid.TryParseExact(Cursor, "n", out var id) ? id : null;

    public static string CursorAfter(Guid id) => id.ToString("n");
}
