using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaaS.Client.Json;

internal sealed class SnakeCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
