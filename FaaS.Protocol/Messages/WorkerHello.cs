using FaaS.Domain.Functions;

namespace FaaS.Protocol.Messages;

/// <param name="Slots">The most invocations that run at once.</param>
/// <param name="MemoryMb">What all sandboxes together may use, in MiB.</param>
public sealed record WorkerHello(
    int Protocol, string WorkerId, string Host, int Slots, int MemoryMb, double Cpus, IReadOnlyList<Runtime> Runtimes);
