using FaaS.Domain.Autoscaling;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Autoscaling;

public sealed class ScaleHoldTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly Arbitrary<(int Needed, int Seconds)[]> Histories = (
        from needed in Gen.Choose(0, 20)
        from seconds in Gen.Choose(1, 200)
        select (needed, seconds)).ArrayOf().ToArbitrary();

    [Fact]
    public void There_are_never_fewer_than_are_needed_and_never_more_than_ever_were()
        => Prop.ForAll(Histories, history => Play(history).All(step =>
            step.Hold.Workers >= step.Needed
                && step.Hold.Workers <= history.Take(step.Index + 1).Max(moment => moment.Needed)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void It_goes_down_only_to_what_was_enough_for_a_whole_window()
        => Prop.ForAll(Histories, history =>
        {
            var steps = Play(history).ToList();
            return steps.Skip(1).All(step => step.Hold.Workers >= steps[step.Index - 1].Hold.Workers
                || steps.Where(other => other.At <= step.At && other.At >= step.At - Window)
                    .All(other => other.Needed <= step.Hold.Workers));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_stays_low_is_reached_after_two_windows()
        => Prop.ForAll(Histories, history =>
        {
            var hold = Play(history).LastOrDefault().Hold;
            for (var at = 0; at <= 600; at += 10)
            {
                hold = hold.Next(3, TimeSpan.FromSeconds(1_000_000 + at), Window);
            }

            return hold.Workers == 3;
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<(int Index, TimeSpan At, int Needed, ScaleHold Hold)> Play(
        (int Needed, int Seconds)[] history)
    {
        var (hold, at) = (ScaleHold.Of(0), TimeSpan.Zero);
        for (var index = 0; index < history.Length; index++)
        {
            at += TimeSpan.FromSeconds(history[index].Seconds);
            hold = hold.Next(history[index].Needed, at, Window);
            yield return (index, at, history[index].Needed, hold);
        }
    }
}
