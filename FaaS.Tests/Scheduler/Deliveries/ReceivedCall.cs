namespace FaaS.Tests.Scheduler.Deliveries;

internal sealed record ReceivedCall(IReadOnlyDictionary<string, string> Headers, byte[] Body);
