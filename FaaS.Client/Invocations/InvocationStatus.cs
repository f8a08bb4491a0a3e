using System.Text.Json.Serialization;
using FaaS.Client.Json;

namespace FaaS.Client.Invocations;

/// <summary>Where an invocation stands. All but the first two are final.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<InvocationStatus>))]
public enum InvocationStatus
{
    /// <summary>Accepted; waits for its turn, or for the next attempt.</summary>
    Queued,

    Running,
    Succeeded,
    Failed,
    TimedOut,
    Cancelled,

    /// <summary>Given up; <see cref="Invocation.DeadReason"/> says why. Kept with its payload and last error.</summary>
    Dead,
}
