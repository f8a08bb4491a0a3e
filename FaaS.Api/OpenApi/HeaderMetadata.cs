namespace FaaS.Api.OpenApi;

/// <summary>A header of requests that the endpoint reads by itself.</summary>
internal sealed record HeaderMetadata(string Name, string Description, string Example)
{
    public static readonly HeaderMetadata IdempotencyKey = new(
        "Idempotency-Key",
        "1 to 255 printable ASCII characters. Within 24 hours, the same request to the same function with the same key "
        + "is answered with the first invocation, and with Idempotency-Replayed: true; another request with it is "
        + "refused (422). The headers around a bare payload are not compared.",
        "8e03978e-40d5-43dd-bc93-6894a57f9324");
}
