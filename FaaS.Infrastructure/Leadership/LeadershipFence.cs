namespace FaaS.Infrastructure.Leadership;

/// <summary>What the statements of leaders' duties begin with, so that nobody writes who no longer leads.</summary>
internal static class LeadershipFence
{
    /// <summary>
    /// A query with one row while the epoch in that parameter is current, and with none afterwards. It locks the row,
    /// so that the next leader waits for the end of this statement: keep it short, and make it a single one. A process
    /// that is stopped in the middle of a transaction would keep everybody waiting.
    /// </summary>
    public static string Of(string parameter) => $"""
        SELECT epoch FROM leadership
        WHERE duty = '{LeadershipTable.Duty}' AND epoch = {parameter} AND expires_at > clock_timestamp()
        FOR KEY SHARE
        """;
}
