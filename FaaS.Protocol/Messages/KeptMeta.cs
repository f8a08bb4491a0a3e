using System.Text.Json.Serialization;

namespace FaaS.Protocol.Messages;

/// <summary>Answers a checkpoint or a recall; the payload of its frame is what was recalled.</summary>
/// <param name="Found">Whether there is what was recalled.</param>
/// <param name="Problem">Why it was not kept or could not be read, for people. Null: it went well.</param>
public sealed record KeptMeta(
    bool Found = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ContentType = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null);
