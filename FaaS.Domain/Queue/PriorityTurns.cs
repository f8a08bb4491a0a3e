namespace FaaS.Domain.Queue;

/// <summary>
/// Which priority has the next turn: the highest that has work, except that every fourth turn belongs to whoever has
/// waited longest, whatever its priority. So nobody waits for more than four times as many turns as without priorities.
/// </summary>
public static class PriorityTurns
{
    /// <summary>The index of the one that has the turn, or -1 when none has work.</summary>
    /// <param name="turn">Counts the turns that were taken before.</param>
    /// <param name="waitingSince">Of the first in line, the highest priority first; null where nobody waits.</param>
    /// <param name="byAgeEvery">The fourth is the usual; with 1 it is first in, first out.</param>
    public static int Next(long turn, ReadOnlySpan<long?> waitingSince, int byAgeEvery)
    {
        var byAge = turn % byAgeEvery == byAgeEvery - 1;
        var chosen = -1;
        for (var priority = 0; priority < waitingSince.Length; priority++)
        {
            if (waitingSince[priority] is { } since
                && (chosen < 0 || byAge && since < waitingSince[chosen]))
            {
                chosen = priority;
            }
        }

        return chosen;
    }
}
