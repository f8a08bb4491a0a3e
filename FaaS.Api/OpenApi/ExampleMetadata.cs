namespace FaaS.Api.OpenApi;

/// <summary>Examples as JSON; null where there is none.</summary>
internal sealed record ExampleMetadata(string? Request, string? Response);
