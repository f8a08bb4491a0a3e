using System.Text.Json.Serialization;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Protocol.Messages;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 8,
    Converters =
    [
        typeof(SnakeCaseEnumConverter<Runtime>),
        typeof(SnakeCaseEnumConverter<CodeKind>),
        typeof(SnakeCaseEnumConverter<Isolation>),
        typeof(SnakeCaseEnumConverter<NetworkAccess>),
        typeof(SnakeCaseEnumConverter<FailureKind>),
        typeof(SnakeCaseEnumConverter<WorkerState>),
    ])]
[JsonSerializable(typeof(WorkerHello))]
[JsonSerializable(typeof(Welcome))]
[JsonSerializable(typeof(LoadFunction))]
[JsonSerializable(typeof(InitFunction))]
[JsonSerializable(typeof(Invoke))]
[JsonSerializable(typeof(ResultMeta))]
[JsonSerializable(typeof(ErrorMeta))]
[JsonSerializable(typeof(LogMeta))]
[JsonSerializable(typeof(FetchCode))]
[JsonSerializable(typeof(WorkerStatus))]
[JsonSerializable(typeof(Goodbye))]
[JsonSerializable(typeof(Drain))]
[JsonSerializable(typeof(Evict))]
[JsonSerializable(typeof(SandboxHello))]
[JsonSerializable(typeof(SandboxWelcome))]
[JsonSerializable(typeof(SandboxInit))]
[JsonSerializable(typeof(SandboxResult))]
[JsonSerializable(typeof(SandboxError))]
[JsonSerializable(typeof(CheckpointMeta))]
[JsonSerializable(typeof(RecallMeta))]
[JsonSerializable(typeof(KeptMeta))]
[JsonSerializable(typeof(ProgressMeta))]
public sealed partial class ProtocolJson : JsonSerializerContext;
