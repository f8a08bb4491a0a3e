using System.Text;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;

namespace FaaS.Tests.Infrastructure.Dispatch;

public sealed class InvocationLogTests
{
    private readonly InvocationLog _log = new();

    [Fact]
    public void What_fits_is_kept_as_it_was_written()
    {
        _log.Append("one\n"u8, 0);
        _log.Append("two\n"u8, 0);

        Assert.Equal("one\ntwo\n", Text());
        Assert.Equal("two\n", Encoding.UTF8.GetString(_log.ReadHead(4)));
    }

    [Fact]
    public void An_untouched_log_is_empty()
    {
        Assert.True(_log.IsEmpty);
        Assert.Empty(_log.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(977)]
    [InlineData(64 * 1024)]
    [InlineData(1024 * 1024)]
    public void Of_too_much_the_beginning_and_the_end_are_kept(int pieceBytes)
    {
        const int Total = 3 * 1024 * 1024;
        byte[] all = [.. Enumerable.Range(0, Total).Select(i => (byte)('a' + (i * 31L / 7 % 26)))];
        for (var at = 0; at < Total; at += pieceBytes)
        {
            _log.Append(all.AsSpan(at, Math.Min(pieceBytes, Total - at)), 0);
        }

        var kept = _log.ToArray();
        var mark = kept.AsSpan().IndexOf("\n[... "u8);
        var markEnd = kept.AsSpan().IndexOf(" ...]\n"u8) + " ...]\n".Length;

        Assert.InRange(kept.Length, FunctionLimits.MaxLogBytes - 64, FunctionLimits.MaxLogBytes);
        Assert.True(kept.AsSpan(0, mark).SequenceEqual(all.AsSpan(0, mark)));
        Assert.True(kept.AsSpan(markEnd).SequenceEqual(all.AsSpan(Total - (kept.Length - markEnd))));
        Assert.Contains($" {Total - mark - (kept.Length - markEnd)} bytes", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_have_dropped_is_counted_and_marked()
    {
        _log.Append("begin"u8, 0);
        _log.Append("middle"u8, 100);
        _log.Append("end"u8, 1000);

        Assert.Equal("begin\n[... 1106 bytes are missing here ...]\nend", Text());
        Assert.Equal("begin", Encoding.UTF8.GetString(_log.ReadHead(0)));
    }

    private string Text() => Encoding.UTF8.GetString(_log.ToArray());
}
