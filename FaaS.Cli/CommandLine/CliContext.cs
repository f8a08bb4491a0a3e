using System.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client;

namespace FaaS.Cli.CommandLine;

/// <summary>What all commands share: the terminal, and the options that each of them takes.</summary>
internal sealed class CliContext
{
    private const string DefaultUrl = "http://localhost:8080";

    private readonly string? _urlFromEnvironment;

    public CliContext(Terminal terminal, string? urlFromEnvironment)
    {
        Terminal = terminal;
        _urlFromEnvironment = urlFromEnvironment;
    }

    public Terminal Terminal { get; }

    public Option<string?> Url { get; } = new("--url")
    {
        Description = $"Where the API is. Default: $FAAS_URL, else {DefaultUrl}.",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON for scripts: the result to stdout, an error to stderr.",
        Recursive = true,
    };

    public string UrlText(ParseResult arguments)
        => arguments.GetValue(Url) ?? (string.IsNullOrEmpty(_urlFromEnvironment) ? DefaultUrl : _urlFromEnvironment);

    public FaasClient Connect(ParseResult arguments)
    {
        var text = UrlText(arguments);
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new FaasClient(url)
            : throw new UsageException($"'{text}' is not an http:// or https:// address.");
    }
}
