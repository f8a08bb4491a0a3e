namespace FaaS.Tests.Client;

internal sealed record RecordedAnswer(
    int Status,
    string ContentType,
    string Body,
    IReadOnlyList<(string Name, string Value)> Headers);
