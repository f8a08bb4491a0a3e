using System.Text.Json.Serialization;
using FaaS.Cli.Invoking;
using FaaS.Cli.Platform;

namespace FaaS.Cli;

/// <summary>The JSON that only the command line prints; the rest is <see cref="Client.Json.FaasJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(InvokeOutput))]
[JsonSerializable(typeof(LogsOutput))]
[JsonSerializable(typeof(StatusOutput))]
internal sealed partial class CliJson : JsonSerializerContext;
