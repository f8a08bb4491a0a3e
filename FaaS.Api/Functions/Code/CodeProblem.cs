namespace FaaS.Api.Functions.Code;

/// <summary>Why code cannot be used.</summary>
/// <param name="Entry">Which file of it; null when it is the whole.</param>
internal sealed record CodeProblem(string? Entry, string Reason);
