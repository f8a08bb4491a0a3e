using FaaS.Domain.Functions;

namespace FaaS.Worker.Code;

/// <summary>Where code comes from: the dispatcher that asked for the function.</summary>
internal interface ICodeSource
{
    /// <summary>Nothing can be had from here any more.</summary>
    bool IsGone { get; }

    /// <summary>Writes the code as it comes; whether it is the right code is for the caller to check.</summary>
    /// <exception cref="CodeException">The code cannot be had from here.</exception>
    Task FetchAsync(CodeDigest digest, Stream destination, CancellationToken cancellationToken);
}
