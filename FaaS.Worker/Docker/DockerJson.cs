using System.Text.Json.Serialization;

namespace FaaS.Worker.Docker;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DockerVersion))]
[JsonSerializable(typeof(DockerInfo))]
[JsonSerializable(typeof(DockerMessage))]
[JsonSerializable(typeof(ContainerSpec))]
[JsonSerializable(typeof(CreatedContainer))]
[JsonSerializable(typeof(ContainerInspection))]
[JsonSerializable(typeof(ContainerSummary[]))]
[JsonSerializable(typeof(ContainerUpdate))]
[JsonSerializable(typeof(ImageInspection))]
[JsonSerializable(typeof(NetworkSpec))]
[JsonSerializable(typeof(NetworkInspection))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class DockerJson : JsonSerializerContext;
