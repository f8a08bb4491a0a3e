using FaaS.Infrastructure.Invocations.Queue;

namespace FaaS.Infrastructure.Invocations;

/// <param name="Next">The start again after the last page.</param>
internal sealed record QueuedPage(IReadOnlyList<QueueEntry> Entries, QueuedCursor Next);
