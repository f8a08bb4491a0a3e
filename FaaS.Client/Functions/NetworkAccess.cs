using System.Text.Json.Serialization;
using FaaS.Client.Json;

namespace FaaS.Client.Functions;

/// <summary>What a function can reach.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<NetworkAccess>))]
public enum NetworkAccess
{
    /// <summary>Nothing at all. The default.</summary>
    None,

    /// <summary>It may open connections to the outside.</summary>
    Egress,
}
