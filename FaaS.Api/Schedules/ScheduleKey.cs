using System.Linq.Expressions;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Postgres.Schedules;

namespace FaaS.Api.Schedules;

/// <summary>How a path names a schedule: by its id or by its name.</summary>
internal readonly record struct ScheduleKey
{
    private readonly Guid? _id;
    private readonly string? _name;

    private ScheduleKey(Guid? id, string? name) => (_id, _name) = (id, name);

    /// <summary>A text that can be neither is the key of nothing.</summary>
    public static ScheduleKey Of(string text)
        => Guid.TryParseExact(text, "D", out var id) ? new(id, null)
            : FunctionName.TryParse(text, out var name) ? new(null, name.Value)
            : new(null, null);

    public Expression<Func<ScheduleRow, bool>> In(string tenant)
    {
        var (id, name) = (_id, _name);
        return id is null
            ? schedule => schedule.Tenant == tenant && schedule.Name == name
            : schedule => schedule.Tenant == tenant && schedule.Id == id;
    }
}
