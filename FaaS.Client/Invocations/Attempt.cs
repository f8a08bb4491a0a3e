using FaaS.Client.Errors;

namespace FaaS.Client.Invocations;

/// <summary>One execution of an invocation, as <c>GET /invocations/{id}/attempts</c> shows it.</summary>
public sealed record Attempt
{
    /// <summary>From 1; those that the platform ended share the number of the one that follows.</summary>
    public int Number { get; init; }

    /// <summary><c>succeeded</c>, <c>failed</c>, <c>timed_out</c>, <c>cancelled</c>, <c>platform_fault</c> or
    /// <c>running</c>.</summary>
    public required string Outcome { get; init; }

    public string? Worker { get; init; }

    /// <summary>The process that sent it to the worker, where that is known.</summary>
    public string? Dispatcher { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Waiting for a sandbox.</summary>
    public double? QueueMs { get; init; }

    /// <summary>Loading the function.</summary>
    public double? InitMs { get; init; }

    /// <summary>In the function's code.</summary>
    public double? RunMs { get; init; }

    public double? CpuMs { get; init; }

    public long? PeakMemoryBytes { get; init; }

    public bool? ColdStart { get; init; }

    public FunctionError? Error { get; init; }
}
