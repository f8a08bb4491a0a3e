namespace FaaS.Tests.Model;

internal enum StepKind
{
    /// <summary>Something that a process would do next.</summary>
    Go,

    /// <summary>Somebody asks for something.</summary>
    Ask,

    /// <summary>Something breaks, or comes back.</summary>
    Break,

    /// <summary>Time goes by.</summary>
    Wait,
}
