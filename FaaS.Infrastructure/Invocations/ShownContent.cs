using System.Text;
using System.Text.Json;

namespace FaaS.Infrastructure.Invocations;

/// <summary>A user's bytes inside JSON: as they are, as a string, or as base64, by their type.</summary>
internal sealed record ShownContent(JsonElement Value, string Encoding)
{
    // Of a whole document: its writer stops there.
    private const int MaxDepth = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <param name="content">The user's bytes.</param>
    /// <param name="contentType">Their type, as the user says.</param>
    /// <param name="enclosing">How many levels of the document are around it.</param>
    public static ShownContent? Of(byte[]? content, string? contentType, int enclosing = 1)
    {
        if (content is null)
        {
            return null;
        }

        if (IsJson(contentType) && TryParse(content, MaxDepth - enclosing) is { } json)
        {
            return new(json, "json");
        }

        return IsText(contentType) && TryDecode(content) is { } text
            ? new(JsonSerializer.SerializeToElement(text), "text")
            : new(JsonSerializer.SerializeToElement(Convert.ToBase64String(content)), "base64");
    }

    private static bool IsJson(string? contentType)
        => contentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsText(string? contentType)
        => IsJson(contentType) || contentType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) == true;

    // Whoever sent it says that it is JSON; it may be wrong.
    private static JsonElement? TryParse(byte[] bytes, int maxDepth)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = maxDepth });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TryDecode(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
