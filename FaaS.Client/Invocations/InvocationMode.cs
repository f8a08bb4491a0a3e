using System.Text.Json.Serialization;
using FaaS.Client.Json;

namespace FaaS.Client.Invocations;

/// <summary>Whether the caller waited for the answer on its connection.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<InvocationMode>))]
public enum InvocationMode
{
    Sync,
    Async,
}
