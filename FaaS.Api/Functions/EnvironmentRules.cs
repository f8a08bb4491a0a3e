using System.Text;
using System.Text.RegularExpressions;
using FaaS.Domain.Functions;

namespace FaaS.Api.Functions;

/// <summary>What a process can be given as its environment.</summary>
internal static partial class EnvironmentRules
{
    private const string Reserved = "FAAS_";

    public static IEnumerable<string> Check(Dictionary<string, string> variables)
    {
        foreach (var (name, value) in variables)
        {
            if (!VariableName.IsMatch(name) || name.StartsWith(Reserved, StringComparison.Ordinal))
            {
                yield return $"{name}: must be letters, digits and underscores; no digit first, nor {Reserved}.";
            }

            if (value is null || value.Contains('\0', StringComparison.Ordinal))
            {
                yield return $"{name}: must be text.";
            }
        }

        if (variables.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value ?? ""))
            > FunctionLimits.MaxEnvironmentBytes)
        {
            yield return $"Names and values may have {FunctionLimits.MaxEnvironmentBytes} bytes together.";
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName { get; }
}
