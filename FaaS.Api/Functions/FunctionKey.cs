using System.Linq.Expressions;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Postgres.Functions;

namespace FaaS.Api.Functions;

/// <summary>How a path names a function: by its id or by its name.</summary>
internal readonly record struct FunctionKey
{
    private FunctionKey(Guid? id, string? name)
    {
        Id = id;
        Name = name;
    }

    public Guid? Id { get; }

    public string? Name { get; }

    /// <summary>A text that can be neither is the key of nothing.</summary>
    public static FunctionKey Of(string text)
        => Guid.TryParseExact(text, "D", out var id) ? new(id, null)
            : FunctionName.TryParse(text, out var name) ? new(null, name.Value)
            : new(null, null);

    public Expression<Func<FunctionRow, bool>> In(string tenant)
    {
        var (id, name) = (Id, Name);
        return id is null
            ? function => function.Tenant == tenant && function.Name == name
            : function => function.Tenant == tenant && function.Id == id;
    }
}
