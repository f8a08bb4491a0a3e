namespace FaaS.Infrastructure.Deliveries;

/// <summary>What a destination is told.</summary>
/// <param name="Body">JSON.</param>
/// <param name="Chain">How many destinations led to the invocation that ended.</param>
internal sealed record DeliveryEvent(byte[] Body, int Chain, string? TraceId);
