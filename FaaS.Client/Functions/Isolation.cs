using System.Text.Json.Serialization;
using FaaS.Client.Json;

namespace FaaS.Client.Functions;

/// <summary>What may share a sandbox.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Isolation>))]
public enum Isolation
{
    /// <summary>Nothing: every invocation gets a sandbox that nothing has used before. The default.</summary>
    Invocation,

    /// <summary>Invocations of the same version, one after the other: globals and /tmp survive between them.</summary>
    Function,
}
