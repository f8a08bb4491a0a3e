namespace FaaS.Tests.Client;

internal sealed record RecordedRequest(
    string Line, string Query, string? ContentType, string Body, IReadOnlyDictionary<string, string> Headers);
