namespace FaaS.Client.Errors;

/// <summary>How an execution failed.</summary>
/// <param name="Kind"><c>function_error</c>, <c>init_error</c>, <c>build_error</c>, <c>timeout</c>,
/// <c>out_of_memory</c>, <c>exited</c>, <c>result_too_large</c>, … (docs/protocol.md, Kinds of error).</param>
/// <param name="Type">The exception's type in the user's language, such as <c>ValueError</c>.</param>
/// <param name="StackTrace">Stack trace, or the compiler's output; null or empty where there is none.</param>
public sealed record FunctionError(string Kind, string? Type, string? Message, string? StackTrace);
