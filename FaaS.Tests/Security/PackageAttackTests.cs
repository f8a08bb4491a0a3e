using System.IO.Compression;
using System.Text;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security;

/// <summary>Code packages that mean more than the files in them.</summary>
public sealed class PackageAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private const int Symlink = 0xA000 | 0x1FF;
    private const int Device = 0x2000 | 0x1B6;
    private const int Plain = 0x8000 | 0x1A4;
    private const int Setuid = 0x8000 | 0xFED;
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string Main = "def handler(event, context):\n    return 1\n";

    private static readonly string[] Agents = ["sh", "python3", "node", "agent"];

    private static readonly Dictionary<string, Action<ZipArchive>> Tricks = new()
    {
        ["a link to a file outside"] = zip => Write(zip, "passwd", "/etc/passwd", Symlink),
        ["a link to a folder, and a file through it"] = zip =>
        {
            Write(zip, "out", "/tmp", Symlink);
            Write(zip, "out/planted.py", Main, Plain);
        },
        ["a link in the handler's place"] = zip => Write(zip, "main.py", "../../../../etc/passwd", Symlink),
        ["a path upwards"] = zip => Write(zip, "../planted.py", Main, Plain),
        ["a path from the root"] = zip => Write(zip, "/tmp/planted.py", Main, Plain),
        ["a path of another system"] = zip => Write(zip, "..\\planted.py", Main, Plain),
        ["a device"] = zip => Write(zip, "null", "", Device),
        ["the same file twice"] = zip =>
        {
            Write(zip, "twice.py", Main, Plain);
            Write(zip, "twice.py", "planted", Plain);
        },
        ["a file where a folder is"] = zip =>
        {
            Write(zip, "a", Main, Plain);
            Write(zip, "a/b.py", Main, Plain);
        },
        ["a folder where a file is"] = zip =>
        {
            Write(zip, "a/b.py", Main, Plain);
            Write(zip, "a", Main, Plain);
        },
        ["a name that is too long"] = zip => Write(zip, new string('x', 300), Main, Plain),
        ["too many files"] = zip =>
        {
            for (var i = 0; i < 20_001; i++)
            {
                zip.CreateEntry($"{i}", CompressionLevel.NoCompression);
            }
        },
        ["a bomb"] = zip =>
        {
            using var stream = zip.CreateEntry("bomb", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 260; i++)
            {
                stream.Write(zeros);
            }
        },
    };

    public static TheoryData<string> Ways() => [.. Tricks.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_package_with_a_trick_in_it_is_refused_whole(string trick)
    {
        var function = Package(zip => Tricks[trick](zip));

        var answer = await InvokeAsync(function);

        Assert.Equal("BrokenArchive", answer.FailedWith(FailureKind.InitError).Error!.Type);
        await Eventually.TrueAsync(
            () => Attacked.Record.Events.Any(told => told.Name == "CodeRefused"
                && function.VersionId.Equals(told.Values["VersionId"])),
            "the operator to be told of the package");
        await Attacked.NeighbourAsync();
        Assert.Empty(Directory.GetFiles(
            Path.GetDirectoryName(Attacked.SandboxesPath)!, "planted*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Modes_in_a_package_give_no_rights()
    {
        var function = Package(zip => Write(zip, "tool", "#!/bin/sh\nid -u\n", Setuid));

        var answer = await EnduresAsync(function);

        Assert.Equal("""["0o555","0o444"]""", answer.GetRawText());
    }

    [Fact]
    public async Task Code_that_is_not_what_its_digest_says_never_runs()
    {
        var function = Python("def handler(event, context):\n    return 'planted'\n");
        var real = Python("def handler(event, context):\n    return 'real'\n");
        function = function with { CodeDigest = CodeDigest.Of("def handler(e, c):\n    return 'real'\n"u8.ToArray()) };
        Dispatcher.Add(function, "def handler(e, c):\n    return 'evil'\n"u8.ToArray());

        var refused = await InvokeAsync(function);
        Dispatcher.Add(function, "def handler(e, c):\n    return 'real'\n"u8.ToArray());
        var accepted = await InvokeAsync(function);
        Dispatcher.Add(function, "def handler(e, c):\n    return 'evil'\n"u8.ToArray());
        var again = await InvokeAsync(function);

        refused.FailedWith(FailureKind.PlatformError);
        Assert.Equal(("\"real\"", "\"real\""), (accepted.Succeeded().Text, again.Succeeded().Text));
        Assert.Equal("\"real\"", (await InvokeAsync(real)).Succeeded().Text);
        await LeavesNothingAsync(again);
    }

    [Fact]
    public async Task While_code_is_put_in_place_nothing_foreign_runs_and_nobody_else_gets_at_it()
    {
        // The container runs while its code folder is filled. Until then it has had no code: only its agent is in it.
        var function = Python($"{OwnContainer.Python}\ndef handler(event, context):\n    return own_container()\n");
        var container = (await EnduresAsync(function)).GetString()!;
        Assert.Null(SandboxProcesses.Of(container));

        var generic = (await Attacked.GenericContainersAsync(Cancelled)).ToArray();
        Assert.NotEmpty(generic);
        Assert.DoesNotContain(container, generic);
        foreach (var processes in generic.Select(SandboxProcesses.Of).OfType<SandboxProcesses>())
        {
            Assert.All(processes.Pids(), pid => Assert.Contains(SandboxProcesses.NameOf(pid), Agents));
        }

        var workers = Path.GetDirectoryName(Attacked.SandboxesPath)!;
        Assert.All(
            new[] { Attacked.SandboxesPath, workers, Path.GetDirectoryName(workers)! },
            path => Assert.Equal(OwnerOnly, File.GetUnixFileMode(path)));
    }

    private static void Write(ZipArchive zip, string name, string content, int mode)
    {
        var entry = zip.CreateEntry(name);
        entry.ExternalAttributes = mode << 16;
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }

    private FunctionSpec Package(Action<ZipArchive> add)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            const string Modes =
                "import os\ndef handler(event, context):\n"
                + "    return [oct(os.stat('/code/' + name).st_mode & 0o7777) for name in ('tool', 'app.py')]\n";
            Write(zip, "app.py", Modes, Plain);
            add(zip);
        }

        return Hostile(TestFunction.Create(
            Dispatcher, Runtime.Python, "app.handler", buffer.ToArray(), CodeKind.Zip));
    }
}
