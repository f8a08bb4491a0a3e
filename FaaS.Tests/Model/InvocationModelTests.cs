using System.Globalization;

namespace FaaS.Tests.Model;

/// <summary>FAAS_MODEL_RUNS sets the number of runs, FAAS_MODEL_SEED where they start.</summary>
public sealed class InvocationModelTests
{
    private static readonly int Runs = Setting("FAAS_MODEL_RUNS", 2000);
    private static readonly ulong Seed = (ulong)Setting("FAAS_MODEL_SEED", 20261121);

    [Fact]
    public void Whatever_breaks_the_promises_are_kept_and_everything_ends()
    {
        var found = Counterexample.Find(Variant.AsBuilt, Runs, Seed);

        Assert.True(found is null, found?.Story);
    }

    [Theory]
    [InlineData(nameof(Variant.SettleWithoutEpoch), "A2")]
    [InlineData(nameof(Variant.AnswerBeforeCommit), "A1")]
    [InlineData(nameof(Variant.ClaimWithoutNewEpoch), "A2")]
    public void A_wrong_protocol_is_caught_with_a_story_that_can_be_read(string variant, string promise)
    {
        var found = Counterexample.Find(Enum.Parse<Variant>(variant), runs: 5000, Seed);

        Assert.NotNull(found);
        TestContext.Current.TestOutputHelper?.WriteLine(found.Story);
        Assert.Equal(promise, found.Promise);
        Assert.InRange(found.Steps.Length, 1, 30);
    }

    [Fact]
    public void A_run_can_be_repeated()
    {
        var random = new Random(1);
        Step[] steps = [.. Enumerable.Range(0, 200).Select(_ => new Step((StepKind)random.Next(4), random.Next(1000)))];

        Assert.Equal(Simulation.Run(Variant.AsBuilt, steps).Trace, Simulation.Run(Variant.AsBuilt, steps).Trace);
    }

    private static int Setting(string name, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : otherwise;
}
