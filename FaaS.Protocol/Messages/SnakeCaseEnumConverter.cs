using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaaS.Protocol.Messages;

public sealed class SnakeCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
