namespace FaaS.Domain.Queue;

/// <summary>How turns are given: first in, first out, or by priority with ageing.</summary>
/// <param name="PerTurn">The most of one function before another gets its turn.</param>
/// <param name="ByAgeEvery">Each how many-th turn goes to whoever has waited longest, whatever its priority.</param>
public readonly record struct TurnPolicy(int PerTurn, int ByAgeEvery)
{
    public const int UsualByAgeEvery = 4;

    public static TurnPolicy Priority(int perTurn) => new(perTurn, UsualByAgeEvery);
}
