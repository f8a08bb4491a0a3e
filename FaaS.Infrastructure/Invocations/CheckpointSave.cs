namespace FaaS.Infrastructure.Invocations;

/// <summary>What became of a checkpoint.</summary>
internal enum CheckpointSave
{
    Saved,

    /// <summary>Somebody else runs the invocation by now, or it has ended.</summary>
    LeaseLost,

    /// <summary>The invocation has as many others as it may have.</summary>
    TooMany,
}
