namespace FaaS.Worker.Code;

/// <summary>The code cannot be had, or is not what it should be.</summary>
internal sealed class CodeException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>It is the same everywhere and every time, so that trying again is no use.</summary>
    public bool IsFaultOfCode { get; init; }
}
