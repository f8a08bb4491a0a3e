using System.Text.Json.Serialization;
using FaaS.Client.Json;

namespace FaaS.Client.Functions;

/// <summary>What a function's code is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CodeKind>))]
public enum CodeKind
{
    /// <summary>One source file.</summary>
    Source,

    /// <summary>A zip archive.</summary>
    Zip,
}
