using System.Text;

namespace FaaS.Tests.AppHost.LocalHost;

/// <summary>What was written so far, readable while others still write.</summary>
internal sealed class RecordedOutput : TextWriter
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        lock (_text)
        {
            _text.AppendLine(value);
        }
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
