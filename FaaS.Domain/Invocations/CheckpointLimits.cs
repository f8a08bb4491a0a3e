namespace FaaS.Domain.Invocations;

public static class CheckpointLimits
{
    public const int MaxBytes = 1024 * 1024;
    public const int MaxContentTypeLength = 64;

    /// <summary>Names, per invocation.</summary>
    public const int MaxNames = 16;
}
