namespace FaaS.Api.DeadLetters;

/// <param name="Purged">How many are gone.</param>
internal sealed record PurgeResponse(int Purged);
