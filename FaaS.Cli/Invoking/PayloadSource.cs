using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FaaS.Cli.CommandLine;
using FaaS.Client.Invocations;

namespace FaaS.Cli.Invoking;

/// <summary>From what follows <c>--data</c> to the bytes and the content type that the function gets.</summary>
internal static class PayloadSource
{
    private const string Json = "application/json";
    private const string Text = "text/plain; charset=utf-8";

    /// <param name="data"><c>@file</c>, <c>-</c> for stdin, else the payload itself; null for none.</param>
    /// <param name="contentType">Null to tell from the content.</param>
    public static async Task<Payload> ReadAsync(
        string? data,
        string? contentType,
        Stream input,
        CancellationToken cancellationToken)
    {
        var bytes = data switch
        {
            null => [],
            "-" => await ReadAllAsync(input, cancellationToken),
            ['@', .. var path] => await ReadFileAsync(path, cancellationToken),
            _ => Encoding.UTF8.GetBytes(data),
        };
        return new Payload(bytes, contentType ?? ContentTypeOf(bytes));
    }

    private static string? ContentTypeOf(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return null;
        }

        if (!Utf8.IsValid(bytes))
        {
            return "application/octet-stream";
        }

        return IsJson(bytes) ? Json : Text;
    }

    // A text that begins like an object or a list but is not one is far more often a slip than a text.
    private static bool IsJson(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return true;
        }
        catch (JsonException exception) when (bytes.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
        {
            throw new UsageException(
                $"The payload looks like JSON but is not: {exception.Message} "
                + "If it is meant as text, say --content-type text/plain.",
                exception);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream input, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await input.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Cannot read {path}: {exception.Message}", exception);
        }
    }
}
