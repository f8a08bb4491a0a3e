namespace FaaS.Benchmarks.Reports;

/// <summary>What is claimed of a figure, which mostly is a ratio.</summary>
/// <param name="Of">What the value is.</param>
internal sealed record Bar(string Of, double Value, BarKind Kind, double Bound)
{
    // An undefined ratio meets nothing.
    public bool IsMet => Kind == BarKind.AtMost ? Value <= Bound : Value >= Bound;

    public static Bar AtMost(string of, double value, double bound) => new(of, value, BarKind.AtMost, bound);

    public static Bar AtLeast(string of, double value, double bound) => new(of, value, BarKind.AtLeast, bound);
}
