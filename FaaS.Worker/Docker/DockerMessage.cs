using System.Text.Json.Serialization;

namespace FaaS.Worker.Docker;

/// <summary>The body of every failed request.</summary>
internal sealed record DockerMessage([property: JsonPropertyName("message")] string Message);
