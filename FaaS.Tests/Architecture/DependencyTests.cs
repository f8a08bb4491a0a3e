using System.Reflection;
using System.Xml.Linq;
using FaaS.Tests.Infrastructure;

namespace FaaS.Tests.Architecture;

/// <summary>Dependencies point one way; docs/architecture.md says why.</summary>
public sealed class DependencyTests
{
    private static readonly string[] StoreDrivers =
        ["Npgsql", "Microsoft.EntityFrameworkCore", "StackExchange.Redis", "AWSSDK", "FaaS.Infrastructure"];

    public static TheoryData<string, string[]> Rules() => new()
    {
        { "FaaS.Domain", [] },
        { "FaaS.Protocol", ["FaaS.Domain"] },
        { "FaaS.ServiceDefaults", [] },
        { "FaaS.Infrastructure", ["FaaS.Domain", "FaaS.Protocol", "FaaS.ServiceDefaults"] },
        { "FaaS.Api", ["FaaS.Domain", "FaaS.Protocol", "FaaS.Infrastructure", "FaaS.ServiceDefaults"] },
        { "FaaS.Scheduler", ["FaaS.Domain", "FaaS.Protocol", "FaaS.Infrastructure", "FaaS.ServiceDefaults"] },
        { "FaaS.Worker", ["FaaS.Domain", "FaaS.Protocol", "FaaS.ServiceDefaults"] },
        { "FaaS.Client", [] },
        { "FaaS.Cli", ["FaaS.Client"] },
        { "FaaS.Benchmarks", ["FaaS.Client", "FaaS.Protocol"] },
        { "FaaS.AppHost", ["FaaS.Api", "FaaS.Scheduler", "FaaS.Worker"] },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_project_refers_only_to_what_it_may(string project, string[] allowed)
        => Assert.Empty(References(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            .Except(allowed));

    [Theory]
    [MemberData(nameof(Rules))]
    public void An_assembly_uses_only_what_it_may(string project, string[] allowed)
    {
        // The host starts the others as processes, and so is linked against none of them.
        string[] linked = project == "FaaS.AppHost" ? [] : allowed;

        Assert.Empty(Assembly.Load(project).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("FaaS.", StringComparison.Ordinal))
            .Except(linked));
    }

    [Fact]
    public void The_domain_needs_no_package() => Assert.Empty(References("FaaS.Domain", "PackageReference"));

    [Theory]
    [InlineData("FaaS.Worker")]
    [InlineData("FaaS.Client")]
    [InlineData("FaaS.Cli")]
    public void Who_runs_foreign_code_or_belongs_to_the_user_does_not_even_link_a_store_driver(string project)
        => Assert.DoesNotContain(
            Closure(Assembly.Load(project)),
            name => Array.Exists(StoreDrivers, driver => name.StartsWith(driver, StringComparison.Ordinal)));

    [Theory]
    [InlineData("FaaS.Client")]
    [InlineData("FaaS.Cli")]
    public void Who_belongs_to_the_user_sees_only_http(string project)
        => Assert.DoesNotContain(
            Closure(Assembly.Load(project)),
            name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name is "FaaS.Domain" or "FaaS.Protocol" or "FaaS.ServiceDefaults");

    [Theory]
    [InlineData("P:System.DateTime.UtcNow;")]
    [InlineData("P:System.DateTimeOffset.UtcNow;")]
    [InlineData("M:System.Threading.Thread.Sleep(System.Int32);")]
    [InlineData("P:System.Threading.Tasks.Task`1.Result;")]
    [InlineData("M:System.Guid.NewGuid;")]
    public void Time_chance_and_blocking_waits_are_banned(string symbol)
    {
        Assert.Contains(symbol, Read("BannedSymbols.txt"), StringComparison.Ordinal);
        Assert.Contains("BannedSymbols.txt", Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Contains("dotnet_diagnostic.RS0030.severity = warning", Read(".editorconfig"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(string project, string kind)
        => XDocument.Parse(Read(Path.Combine(project, $"{project}.csproj")))
            .Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value);

    /// <summary>The names of all assemblies that this one can reach, ours and others'.</summary>
    private static HashSet<string> Closure(Assembly assembly)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<AssemblyName>(assembly.GetReferencedAssemblies());
        while (waiting.TryDequeue(out var name))
        {
            if (seen.Add(name.Name!) && Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll") is var file
                && File.Exists(file))
            {
                Array.ForEach(Assembly.LoadFrom(file).GetReferencedAssemblies(), waiting.Enqueue);
            }
        }

        return seen;
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(SourceTree.Root, path));
}
