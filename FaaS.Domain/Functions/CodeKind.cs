namespace FaaS.Domain.Functions;

public enum CodeKind
{
    /// <summary>One source file.</summary>
    Source,

    Zip,
}
