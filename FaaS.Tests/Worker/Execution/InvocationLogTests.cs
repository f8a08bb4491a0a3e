extern alias worker;

using System.Text;
using worker::FaaS.Worker.Execution;

namespace FaaS.Tests.Worker.Execution;

public sealed class InvocationLogTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Head_and_tail_are_kept_whatever_the_pieces(int piece)
    {
        var written = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i:00},"));
        for (var length = 0; length <= written.Length; length++)
        {
            var log = new InvocationLog(headBytes: 20, tailBytes: 13);
            var head = new StringBuilder();
            foreach (var part in written[..length].Chunk(piece))
            {
                head.Append(Encoding.ASCII.GetString(log.Append(Encoding.ASCII.GetBytes(part))));
            }

            var beyond = Math.Max(0, length - 20);
            Assert.Equal(written[..Math.Min(20, length)], head.ToString());
            Assert.Equal(written[(length - Math.Min(beyond, 13))..length], Encoding.ASCII.GetString(log.Tail()));
            Assert.Equal((length, Math.Max(0, beyond - 13)), (log.Written, log.Skipped));
        }
    }
}
