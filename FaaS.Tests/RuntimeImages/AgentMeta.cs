using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FaaS.Tests.RuntimeImages;

internal static class AgentMeta
{
    public static TMeta Read<TMeta>(byte[] meta, JsonTypeInfo<TMeta> typeInfo)
        => JsonSerializer.Deserialize(meta.Length == 0 ? "{}"u8 : meta, typeInfo)!;
}
