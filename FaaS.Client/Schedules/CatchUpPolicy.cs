using System.Text.Json.Serialization;
using FaaS.Client.Json;

namespace FaaS.Client.Schedules;

/// <summary>What becomes of the times that are over a minute late because nothing was there to fire.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CatchUpPolicy>))]
public enum CatchUpPolicy
{
    /// <summary>They pass.</summary>
    None,

    /// <summary>Only the latest is made up for.</summary>
    Last,

    /// <summary>Those of the last seven days are, at most the latest 1000.</summary>
    All,
}
