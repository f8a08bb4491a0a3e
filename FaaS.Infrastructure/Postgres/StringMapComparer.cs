using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace FaaS.Infrastructure.Postgres;

/// <summary>Rows hold their maps for good, so two maps are the same only if they are the same object.</summary>
internal sealed class StringMapComparer() : ValueComparer<Dictionary<string, string>>(
    (left, right) => ReferenceEquals(left, right),
    map => map.Count,
    map => map);
