using FaaS.Infrastructure.Leadership;

namespace FaaS.Scheduler.Leadership;

/// <summary>
/// What only the leading scheduler does, pass after pass. What a pass writes must be harmless when somebody else has
/// done it in the meantime: because it is conditional on what it changes, or because its statement carries the epoch
/// of the term behind a <see cref="LeadershipFence"/>.
/// </summary>
internal interface ILeaderDuty
{
    /// <summary>What the log calls it.</summary>
    string Name { get; }

    /// <summary>One bounded pass, which may fail. Returns how long to wait before the next.</summary>
    /// <param name="cancellationToken">Fires when the term ends, too.</param>
    Task<TimeSpan> RunAsync(LeaderTerm term, CancellationToken cancellationToken);
}
