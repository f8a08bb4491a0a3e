using System.Text.Json.Serialization;
using FaaS.Client.Json;

namespace FaaS.Client.Schedules;

/// <summary>What a schedule does when it is due and its last invocation has not ended.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<OverlapPolicy>))]
public enum OverlapPolicy
{
    /// <summary>Fires all the same.</summary>
    Allow,

    /// <summary>Lets this time pass.</summary>
    Skip,

    /// <summary>Fires once when the last one has ended; one time waits at most.</summary>
    Queue,
}
