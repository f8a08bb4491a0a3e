using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;

namespace FaaS.Protocol.Messages;

/// <summary>A <see cref="FunctionSpec"/> on the wire.</summary>
public sealed record LoadFunction(
    Guid VersionId,
    Guid FunctionId,
    string Tenant,
    string Function,
    string Version,
    Runtime Runtime,
    string Handler,
    string CodeDigest,
    CodeKind CodeKind,
    int CodeSize,
    int TimeoutMs,
    int MemoryMb,
    double Cpu,
    int MaxConcurrency,
    Isolation Isolation,
    NetworkAccess Network,
    IReadOnlyDictionary<string, string> Environment)
{
    public static LoadFunction From(FunctionSpec spec) => new(
        spec.VersionId,
        spec.FunctionId,
        spec.Tenant,
        spec.Name.Value,
        spec.Version,
        spec.Runtime,
        spec.Handler.Text,
        spec.CodeDigest.Value,
        spec.CodeKind,
        spec.CodeSize,
        (int)spec.Timeout.TotalMilliseconds,
        spec.MemoryMib,
        spec.Cpu,
        spec.MaxConcurrency,
        spec.Isolation,
        spec.Network,
        spec.Environment);

    /// <exception cref="FrameException">A field is not what the domain allows.</exception>
    public FunctionSpec ToSpec()
    {
        if (!FunctionName.TryParse(Function, out var name)
            || !Domain.Functions.Handler.TryParse(Runtime, Handler, out var handler)
            || !Domain.Functions.CodeDigest.TryParse(CodeDigest, out var digest))
        {
            throw new FrameException($"The function of version {VersionId} has an impossible name, handler or digest.");
        }

        return new FunctionSpec
        {
            VersionId = VersionId,
            FunctionId = FunctionId,
            Tenant = Tenant,
            Name = name,
            Version = Version,
            Runtime = Runtime,
            Handler = handler,
            CodeDigest = digest,
            CodeKind = CodeKind,
            CodeSize = CodeSize,
            Timeout = TimeSpan.FromMilliseconds(TimeoutMs),
            MemoryMib = MemoryMb,
            Cpu = Cpu,
            MaxConcurrency = MaxConcurrency,
            Isolation = Isolation,
            Network = Network,
            Environment = Environment,
        };
    }
}
