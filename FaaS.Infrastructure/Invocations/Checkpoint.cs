using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Invocations;

/// <param name="ContentType">Null: bytes.</param>
internal sealed record Checkpoint(CheckpointName Name, string? ContentType, byte[] Content);
