using System.Text.Json.Serialization;

namespace FaaS.Worker.Execution;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InvokeHeader))]
internal sealed partial class ExecutionJson : JsonSerializerContext;
