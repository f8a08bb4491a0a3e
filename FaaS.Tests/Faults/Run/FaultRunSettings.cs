using System.Globalization;

namespace FaaS.Tests.Faults.Run;

/// <summary>How long, how fast and with which dice, from the environment: <c>./faas test faults</c> sets it.</summary>
/// <param name="Minutes">Null for one round, and without <paramref name="Only"/> a short one.</param>
/// <param name="Only">Faults whose description contains this. Null: all.</param>
/// <param name="LogDirectory">Where the logs of all processes are kept. Null: nowhere.</param>
/// <param name="ReportPath">Where the table goes besides the test's output. Null: nowhere.</param>
internal sealed record FaultRunSettings(
    int? Minutes, int Seed, int PerSecond, string? Only, string? LogDirectory, string? ReportPath)
{
    private const int DefaultPerSecond = 100;

    // The short run is the same each time, as far as the dice go.
    private const int ShortSeed = 1;

    public static FaultRunSettings FromEnvironment() => new(
        Number("FAAS_FAULTS_MINUTES"),
        Number("FAAS_FAULTS_SEED")
            ?? (Number("FAAS_FAULTS_MINUTES") is null ? ShortSeed : Random.Shared.Next(1, 1_000_000)),
        Number("FAAS_FAULTS_RATE") ?? DefaultPerSecond,
        Text("FAAS_FAULTS_ONLY"),
        Text("FAAS_FAULTS_LOGS"),
        Text("FAAS_FAULTS_REPORT"));

    private static int? Number(string name)
        => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string? Text(string name)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
