namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>
/// The S3 of FAAS_TEST_S3 (<c>http://key:secret@host:port</c>) when it is given, else a private s3rver, else MinIO in a
/// container.
/// </summary>
internal sealed class S3Server(Uri url, string accessKey, string secretKey, IAsyncDisposable? process)
    : IAsyncDisposable
{
    private const string S3RverVersion = "3.7.1";

    public Uri Url => url;

    public string AccessKey => accessKey;

    public string SecretKey => secretKey;

    public static async Task<S3Server> StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("FAAS_TEST_S3") is { Length: > 0 } given)
        {
            var uri = new Uri(given);
            var credentials = uri.UserInfo.Split(':', 2);
            return new(new($"{uri.Scheme}://{uri.Authority}"), credentials[0], credentials[^1], null);
        }

        return Commands.Find("npm") is { } npm
            ? await StartS3RverAsync(npm, cancellationToken)
            : await StartMinioAsync(cancellationToken);
    }

    private static async Task<S3Server> StartS3RverAsync(string npm, CancellationToken cancellationToken)
    {
        var cache = Path.Combine(SourceTree.Root, "artifacts", "test-tools", $"s3rver-{S3RverVersion}");
        var program = Path.Combine(cache, "node_modules", "s3rver", "bin", "s3rver.js");
        if (!File.Exists(program))
        {
            await Commands.RunAsync(
                cancellationToken,
                npm, "install", "--prefix", cache, "--no-audit", "--no-fund", "--loglevel=error",
                $"s3rver@{S3RverVersion}");
        }

        var directory = GuardedProcess.NewDirectory("s3");
        var port = GuardedProcess.FreePort();
        var process = GuardedProcess.Start(
            directory,
            "TERM",
            "node", program, "--directory", Path.Combine(directory, "data"), "--port", $"{port}",
            "--address", "127.0.0.1", "--silent");
        await process.ReadyAsync(() => GuardedProcess.AcceptsConnectionsAsync(port), cancellationToken);
        return new(new($"http://127.0.0.1:{port}"), "S3RVER", "S3RVER", process);
    }

    private static async Task<S3Server> StartMinioAsync(CancellationToken cancellationToken)
    {
        var container = await StoreContainer.StartAsync(
            "s3", 9000, cancellationToken, "minio/minio", "server", "/data");
        return new(new($"http://127.0.0.1:{container.Port}"), "minioadmin", "minioadmin", container);
    }

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
