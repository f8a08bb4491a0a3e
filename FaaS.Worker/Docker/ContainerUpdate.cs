namespace FaaS.Worker.Docker;

internal sealed record ContainerUpdate(long Memory, long MemorySwap, long NanoCpus);
