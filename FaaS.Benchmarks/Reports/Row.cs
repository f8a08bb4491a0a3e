namespace FaaS.Benchmarks.Reports;

/// <summary>One line of the table.</summary>
/// <param name="Series">Null for what is not a matter of calls.</param>
internal sealed record Row(string Name, Series? Series, IReadOnlyList<Bar> Bars)
{
    /// <summary>Further figures, by name and unit.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    public bool IsMet => Bars.All(bar => bar.IsMet) && (Series is null || Series.Errors == 0);

    public static Row Of(Series series, params Bar[] bars) => new(series.Name, series, bars);

    public static Row Of(string name, params Bar[] bars) => new(name, null, bars);
}
