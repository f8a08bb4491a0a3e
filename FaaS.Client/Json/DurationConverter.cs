using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaaS.Client.Json;

internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => DurationText.TryParse(reader.GetString(), out var duration)
            ? duration
            : throw new JsonException("Not a duration such as \"30s\".");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
        => writer.WriteStringValue(DurationText.Format(value));
}
