using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FaaS.Tests.Infrastructure;

namespace FaaS.Tests.Architecture;

/// <summary>docs/configuration.md says what the code does: every key, its default, its bounds.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly string[] Projects =
        ["FaaS.Api", "FaaS.Scheduler", "FaaS.Worker", "FaaS.Infrastructure", "FaaS.AppHost"];

    private static readonly Dictionary<string, (string Default, string Bounds)> Page = Row
        .Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "configuration.md")))
        .ToDictionary(
            row => row.Groups["key"].Value,
            row => (row.Groups["default"].Value.Trim(), row.Groups["bounds"].Value.Trim()));

    private static readonly Dictionary<string, (object? Value, PropertyInfo Property)> Code = Projects
        .SelectMany(project => Assembly.Load(project).GetTypes())
        .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
        .Select(type => (Type: type, Section: type.GetField("Section")?.GetRawConstantValue() as string))
        .Where(options => options.Section is not null)
        .SelectMany(options => KeysOf(options.Section!, Activator.CreateInstance(options.Type)!))
        .ToDictionary(key => key.Key, key => (key.Value, key.Property));

    [Fact]
    public void Every_key_is_on_the_page_and_every_key_on_the_page_exists()
    {
        // With Aspire the application host is another program.
        var hasLocalHost = Code.Keys.Any(key => key.StartsWith("LocalHost:", StringComparison.Ordinal));
        var page = Page.Keys.Where(key => hasLocalHost || !key.StartsWith("LocalHost:", StringComparison.Ordinal));

        Assert.Equal(Code.Keys.Order(StringComparer.Ordinal), page.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_default_is_that_of_the_code()
        => Assert.All(Code, key => Assert.True(
            IsSame(key.Value.Value, Page[key.Key].Default),
            $"{key.Key} is {key.Value.Value} by default, not {Page[key.Key].Default}."));

    [Fact]
    public void Every_bound_is_that_of_the_code()
        => Assert.All(
            Code.Where(key => key.Value.Property.GetCustomAttribute<RangeAttribute>() is not null),
            key =>
            {
                var range = key.Value.Property.GetCustomAttribute<RangeAttribute>()!;
                Assert.Equal(
                    string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} … {range.Maximum}"),
                    Page[key.Key].Bounds);
            });

    private static IEnumerable<(string Key, object? Value, PropertyInfo Property)> KeysOf(
        string section, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var (type, key) = (property.PropertyType, $"{section}:{property.Name}");
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            {
                var entry = Activator.CreateInstance(type.GetGenericArguments()[1])!;
                foreach (var inner in KeysOf($"{key}:<{property.Name.ToLowerInvariant().TrimEnd('s')}>", entry))
                {
                    yield return inner;
                }
            }
            else if (type.IsClass && type.Namespace!.StartsWith("FaaS.", StringComparison.Ordinal) && property.CanWrite)
            {
                foreach (var inner in KeysOf(key, property.GetValue(options)!))
                {
                    yield return inner;
                }
            }
            else if (property.CanWrite || typeof(IList<string>) == type)
            {
                yield return (key, property.GetValue(options), property);
            }
        }
    }

    private static bool IsSame(object? value, string cell)
    {
        var text = Quoted.Match(cell) is { Success: true } quoted ? quoted.Groups[1].Value : null;
        return value switch
        {
            null or "" or IReadOnlyCollection<string> { Count: 0 } => cell.Length == 0,
            TimeSpan time => text is not null && time == TimeSpan.Parse(text, CultureInfo.InvariantCulture),

            // What depends on the machine is said in words.
            string word => text is null ? cell.Length > 0 : text == word,
            bool or Enum => string.Equals(text, value.ToString(), StringComparison.OrdinalIgnoreCase),
            _ => text == Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(
        @"^\| `(?<key>[A-Za-z:<>]+)` \|(?<default>[^|]*)\|(?<bounds>[^|]*)\|[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex("^`([^`]*)`$")]
    private static partial Regex Quoted { get; }
}
