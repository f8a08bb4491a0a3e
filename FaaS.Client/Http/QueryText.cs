using System.Text;

namespace FaaS.Client.Http;

/// <summary>A relative address with a query string; what is null is left out.</summary>
internal sealed class QueryText(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    public QueryText With(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public override string ToString() => _text.ToString();
}
