using System.Text.Json;
using FaaS.Client.Invocations;

namespace FaaS.Cli.Invoking;

/// <summary>The JSON of a synchronous invocation: those fields of an invocation that its answer tells.</summary>
internal sealed record InvokeOutput(
    Guid Id,
    string Function,
    string? Version,
    string Status,
    JsonElement? Result,
    string? ResultEncoding,
    string? ContentType,
    double TotalMs,
    bool ColdStart)
{
    public static InvokeOutput Of(string function, InvokeResult result)
    {
        var (value, encoding) = Encode(result);
        return new InvokeOutput(
            result.InvocationId,
            function,
            result.FunctionVersion,
            "succeeded",
            value,
            encoding,
            result.ContentType,
            result.Duration.TotalMilliseconds,
            result.ColdStart);
    }

    private static (JsonElement? Value, string? Encoding) Encode(InvokeResult result) => result switch
    {
        { Content.Length: 0 } => (null, null),
        { ContentType: { } type } when type.StartsWith("application/json", StringComparison.Ordinal)
            => (JsonElement.Parse(result.Content), "json"),
        { ContentType: { } type } when type.StartsWith("text/", StringComparison.Ordinal)
            => (Text(result.Text), "text"),
        _ => (Text(Convert.ToBase64String(result.Content)), "base64"),
    };

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, CliJson.Default.String);
}
