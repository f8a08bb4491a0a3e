namespace FaaS.Tests.Faults.Run;

/// <param name="What">For the table: what happens to whom.</param>
/// <param name="Lasts">From the first until it is healed.</param>
internal sealed record Fault(
    string What, TimeSpan Lasts, Func<CancellationToken, Task> InflictAsync, Func<CancellationToken, Task> HealAsync);
