using System.Text;
using FaaS.Benchmarks.Load;
using FaaS.Client;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>The platform under test, and how long to look at it.</summary>
internal sealed class Bench(Uri api, FaasClient client, int rounds, TimeSpan roundTime)
{
    public const string HelloPython = """
        def handler(event, context):
            return {"message": f"hello {event['name']}"}
        """;

    public const string HelloNode = """
        exports.handler = async ({ name }) => ({ message: `hello ${name}` });
        """;

    public static readonly IReadOnlyList<(string Runtime, string Source)> HelloSources =
        [("nodejs", HelloNode), ("python", HelloPython)];

    private static readonly byte[] World = """{"name":"x"}"""u8.ToArray();

    public TimeSpan RoundTime => roundTime;

    public static HttpTarget Hello(Uri url) => HttpTarget.Post(url, World);

    /// <summary>Where to call the function once it stands as described.</summary>
    public async Task<Uri> DeployAsync(
        string name,
        string runtime,
        string source,
        Isolation isolation,
        CancellationToken cancellationToken,
        int maxConcurrency = 10)
    {
        var definition = new FunctionDefinition
        {
            Name = name,
            Runtime = runtime,
            Handler = runtime == "go" ? "main" : "handler",
            Code = Encoding.UTF8.GetBytes(source),
            Isolation = isolation,
            MaxConcurrency = maxConcurrency,
        };
        if (await client.Functions.FindAsync(name, cancellationToken) is not null)
        {
            await client.Functions.DeleteAsync(name, cancellationToken);
        }

        await client.Functions.CreateAsync(definition, cancellationToken: cancellationToken);
        return new Uri(api, $"/functions/{name}/invoke");
    }

    /// <summary>Subject and baseline in turn, so that a noisy minute falls on both.</summary>
    public async Task<Comparison> CompareAsync(
        Func<CancellationToken, Task<LoadResult>> subject,
        Func<CancellationToken, Task<LoadResult>> baseline,
        CancellationToken cancellationToken)
    {
        var subjects = new List<LoadResult>();
        var baselines = new List<LoadResult>();
        for (var round = 0; round < rounds; round++)
        {
            baselines.Add(await baseline(cancellationToken));
            subjects.Add(await subject(cancellationToken));
        }

        return new(subjects, baselines);
    }
}
