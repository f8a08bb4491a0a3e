using System.Text.Json.Serialization;
using FaaS.Client.Json;

namespace FaaS.Client.Invocations;

/// <summary>Which queue an asynchronous invocation waits in.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<InvocationPriority>))]
public enum InvocationPriority
{
    High,
    Normal,
    Low,
}
