namespace FaaS.Client.DeadLetters;

/// <param name="Purged">How many are gone.</param>
public sealed record PurgeReport(int Purged);
