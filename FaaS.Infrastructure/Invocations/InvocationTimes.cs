namespace FaaS.Infrastructure.Invocations;

/// <param name="ExpiresAt">What has not started by then never will.</param>
internal readonly record struct InvocationTimes(DateTimeOffset NotBefore, DateTimeOffset ExpiresAt);
