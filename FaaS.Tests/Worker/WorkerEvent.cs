using Microsoft.Extensions.Logging;

namespace FaaS.Tests.Worker;

/// <summary>One structured log event of a worker.</summary>
internal sealed record WorkerEvent(
    string Name, LogLevel Level, IReadOnlyDictionary<string, object?> Values, string Message);
