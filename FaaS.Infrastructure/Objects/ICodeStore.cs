using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Objects;

/// <summary>Code by its digest. What is under a digest never changes, so every operation may be repeated.</summary>
internal interface ICodeStore
{
    /// <summary>When it returns, the code survives a crash. Readers never see half of it.</summary>
    Task PutAsync(CodeDigest digest, ReadOnlyMemory<byte> code, CancellationToken cancellationToken);

    /// <summary>Null when there is no such code.</summary>
    Task<Stream?> OpenAsync(CodeDigest digest, CancellationToken cancellationToken);

    /// <summary>Does nothing when there is no such code.</summary>
    Task DeleteAsync(CodeDigest digest, CancellationToken cancellationToken);

    /// <summary>Throws when the store cannot be used.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
