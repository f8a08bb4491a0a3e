using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace FaaS.Tests.Model;

/// <summary>The shortest run found that breaks a promise.</summary>
internal sealed record Counterexample(string Promise, Step[] Steps, string Story)
{
    private const int MostSteps = 90;
    private const int MostPicks = 8;

    private static readonly Arbitrary<Step[]> AnySteps = Arb.ToArbitrary(
        from length in Gen.Choose(10, MostSteps)
        from steps in (
            from kind in Gen.Frequency(
                (20, Gen.Constant(StepKind.Go)),
                (3, Gen.Constant(StepKind.Ask)),
                (3, Gen.Constant(StepKind.Break)),
                (2, Gen.Constant(StepKind.Wait)))
            from pick in Gen.Choose(0, 1000)
            select new Step(kind, pick)).ArrayOf(length)
        select steps,
        Shrink);

    /// <summary>Null when all runs kept all promises. The same seed finds the same.</summary>
    public static Counterexample? Find(Variant variant, int runs, ulong seed)
    {
        Counterexample? shortest = null;
        Prop.ForAll(AnySteps, steps =>
        {
            var (broken, trace) = Simulation.Run(variant, steps);
            if (broken is not null && (shortest is null || steps.Length <= shortest.Steps.Length))
            {
                shortest = new(broken.Promise, steps, string.Join('\n', [.. trace, broken.Message]));
            }

            return broken is null;
        }).Check(Config.Quick
            .WithMaxTest(runs)
            .WithRunner(new SilentRunner())
            .WithReplay(new FSharpOption<Replay>(new(new Rnd(seed, 3), FSharpOption<int>.None))));
        return shortest;
    }

    // Without halves first, then ever smaller parts, then single steps; then with what comes first in each step.
    private static IEnumerable<Step[]> Shrink(Step[] steps)
    {
        for (var part = Math.Max(1, steps.Length / 2); part > 0 && steps.Length > 0; part /= 2)
        {
            for (var start = 0; start < steps.Length; start += part)
            {
                yield return [.. steps[..start], .. steps[Math.Min(steps.Length, start + part)..]];
            }
        }

        for (var i = 0; i < steps.Length; i++)
        {
            for (var pick = 0; pick < Math.Min(steps[i].Pick, MostPicks); pick++)
            {
                yield return [.. steps[..i], steps[i] with { Pick = pick }, .. steps[(i + 1)..]];
            }
        }
    }
}
