using FaaS.Domain.Functions;

namespace FaaS.Tests.Worker;

internal static class TestSpec
{
    public static FunctionSpec Python() => Of(Runtime.Python, "handler", "code"u8.ToArray());

    public static FunctionSpec Of(Runtime runtime, string handler, byte[] code, CodeKind kind = CodeKind.Source)
    {
        Assert.True(Handler.TryParse(runtime, handler, out var parsed));
        Assert.True(FunctionName.TryParse("tested", out var name));
        return new FunctionSpec
        {
            VersionId = Guid.CreateVersion7(),
            FunctionId = Guid.CreateVersion7(),
            Tenant = "default",
            Name = name,
            Version = "1.0.0",
            Runtime = runtime,
            Handler = parsed,
            CodeDigest = CodeDigest.Of(code),
            CodeKind = kind,
            CodeSize = code.Length,
            Timeout = TimeSpan.FromSeconds(20),
            MemoryMib = 128,
            Cpu = 1,
            MaxConcurrency = 4,
            Isolation = Isolation.Invocation,
            Network = NetworkAccess.None,
            Environment = new Dictionary<string, string> { ["GREETING"] = "Hello" },
        };
    }
}
