using System.Security.Cryptography;
using System.Text.Json;

namespace FaaS.AppHost.LocalHost;

/// <summary>Passwords that nobody has to choose or know: made on the first start, kept beside the data.</summary>
internal sealed record Secrets(string PostgresPassword, string RedisPassword, string JoinToken)
{
    public static Secrets LoadOrCreate(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "secrets.json");
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<Secrets>(File.ReadAllText(path))
                ?? throw new StartFailedException($"{path} is empty; restore it, or start over with `down --purge`.");
        }

        var secrets = new Secrets(Random(), Random(), Random());
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        JsonSerializer.Serialize(file, secrets);
        return secrets;
    }

    private static string Random() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
