using FaaS.Domain.Invocations;

namespace FaaS.Api.Invocations.Reading;

/// <summary>What is null does not matter.</summary>
internal sealed record InvocationFilter(
    Guid? FunctionId,
    string? FunctionName,
    InvocationState? Status,
    InvocationMode? Mode,
    DateTimeOffset? Since,
    DateTimeOffset? Until);
