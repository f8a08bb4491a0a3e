using System.Text.Json.Nodes;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.RuntimeImages;

namespace FaaS.Tests.Security;

/// <summary>
/// The profile allows what <c>runtime-images/syscalls/trace.sh</c> saw, and what it says a reason for; nothing else.
/// </summary>
public sealed class SeccompDerivationTests
{
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string NotTraced = "not traced: ";

    // Both only fail: the first for everybody but root, the second in a folder without such attributes.
    private static readonly string[] MissedByNobody = ["setgroups", "fsetxattr"];

    private static readonly string Folder = Path.Combine(BuiltImages.Folder, "syscalls");

    private static readonly string[] Traced = [.. File.ReadLines(Path.Combine(Folder, "calls.txt"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' ')[0])];

    private static readonly JsonNode[] Entries = [.. JsonNode.Parse(File.ReadAllText(BuiltImages.SeccompProfile))!
        ["syscalls"]!.AsArray().Select(entry => entry!)];

    [Fact]
    public void What_is_allowed_was_seen_or_has_a_reason()
        => Assert.Empty(NamesOf(entry => IsAllowed(entry) && !HasReason(entry)).Except(Traced));

    [Fact]
    public void What_has_a_reason_for_not_being_seen_was_not_seen()
        => Assert.Empty(NamesOf(HasReason).Intersect(Traced));

    [Fact]
    public void What_was_seen_is_allowed_or_told_to_be_missing()
        => Assert.Empty(Traced.Except(NamesOf(_ => true)).Except(MissedByNobody));

    [Fact]
    public void No_call_is_allowed_twice()
    {
        var plain = NamesOf(entry => IsAllowed(entry) && entry["args"] is null).ToArray();

        Assert.Equal(plain.Distinct(), plain);
        Assert.Empty(plain.Intersect(NamesOf(entry => entry["args"] is not null)));
    }

    [Theory]
    [InlineData("python", "main.py", "workload.py")]
    [InlineData("nodejs", "index.js", "workload.js")]
    public async Task Everything_that_was_traced_works_under_the_profile(string image, string file, string workload)
    {
        var source = await File.ReadAllTextAsync(
            Path.Combine(Folder, workload), TestContext.Current.CancellationToken);
        await using var sandbox = await AgentSandbox.LoadAsync(image, file, source);

        Assert.Equal("\"done\"", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    [Fact]
    public async Task Ordinary_programs_work_under_the_profile()
    {
        var script = await File.ReadAllTextAsync(
            Path.Combine(Folder, "workload.sh"), TestContext.Current.CancellationToken);
        await using var sandbox = await AgentSandbox.StartAsync("python");
        sandbox.WriteCode("main.sh", script);
        (await sandbox.InitProgramAsync("sh", "/code/main.sh")).Succeeded();

        Assert.EndsWith("done\n", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    private static bool IsAllowed(JsonNode entry) => (string?)entry["action"] == Allow;

    private static bool HasReason(JsonNode entry)
        => ((string?)entry["comment"])!.StartsWith(NotTraced, StringComparison.Ordinal);

    private static IEnumerable<string> NamesOf(Func<JsonNode, bool> wanted)
        => Entries.Where(wanted).SelectMany(entry => entry["names"]!.AsArray().Select(name => (string)name!));
}
