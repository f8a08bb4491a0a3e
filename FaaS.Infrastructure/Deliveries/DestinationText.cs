using System.Text.Json;
using System.Text.Json.Serialization;
using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Deliveries;

/// <summary>A destination as its column holds it.</summary>
internal static class DestinationText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string? Of(Destination? destination)
        => destination is null ? null : JsonSerializer.Serialize(destination, Json);

    public static Destination? Parse(string? text)
        => text is null ? null : JsonSerializer.Deserialize<Destination>(text, Json);
}
