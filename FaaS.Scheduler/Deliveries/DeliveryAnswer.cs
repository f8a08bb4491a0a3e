namespace FaaS.Scheduler.Deliveries;

/// <summary>What the receiver says, a function or whoever listens at a URL.</summary>
/// <param name="StatusCode">Null where there was no answer.</param>
/// <param name="Error">Null when it was taken.</param>
/// <param name="IsFinal">Trying again is pointless, or not wanted.</param>
internal sealed record DeliveryAnswer(int? StatusCode, string? Error, bool IsFinal, TimeSpan? RetryAfter);
