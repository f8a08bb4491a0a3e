using System.Diagnostics.CodeAnalysis;

namespace FaaS.Infrastructure.Functions;

/// <summary>That a function was published or deleted, as all replicas are told over Redis.</summary>
internal readonly record struct FunctionChange(string Tenant, string Name, Guid FunctionId)
{
    public const string Channel = "faas:functions";

    public static bool TryParse([NotNullWhen(true)] string? message, out FunctionChange change)
    {
        var parts = message?.Split('/') ?? [];
        var valid = parts.Length == 3 && Guid.TryParse(parts[2], out _);
        change = valid ? new(parts[0], parts[1], Guid.Parse(parts[2])) : default;
        return valid;
    }

    public override string ToString() => $"{Tenant}/{Name}/{FunctionId}";
}
