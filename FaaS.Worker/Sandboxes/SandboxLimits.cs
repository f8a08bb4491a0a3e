namespace FaaS.Worker.Sandboxes;

/// <param name="Cpu">In cores.</param>
internal readonly record struct SandboxLimits(int MemoryMib, double Cpu)
{
    public long MemoryBytes => MemoryMib * 1024L * 1024;

    public long NanoCpus => (long)(Cpu * 1_000_000_000);
}
