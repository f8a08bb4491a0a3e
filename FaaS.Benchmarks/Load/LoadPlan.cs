namespace FaaS.Benchmarks.Load;

/// <param name="Pause">Between the calls of one client; zero is back to back.</param>
internal sealed record LoadPlan(int Clients, TimeSpan Duration, TimeSpan Pause = default);
