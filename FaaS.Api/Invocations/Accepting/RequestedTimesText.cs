namespace FaaS.Api.Invocations.Accepting;

/// <summary>The times of a request as they were written, or what they are called there.</summary>
internal readonly record struct RequestedTimesText(string? Delay, string? NotBefore, string? ExpiresIn);
