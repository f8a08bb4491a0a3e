using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaaS.Client.Json;

/// <summary>Names of enums as the API writes them: <c>timed_out</c>.</summary>
public sealed class SnakeCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
