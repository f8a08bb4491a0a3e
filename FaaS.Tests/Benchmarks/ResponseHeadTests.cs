extern alias benchmarks;

using System.Text;
using benchmarks::FaaS.Benchmarks.Load;

namespace FaaS.Tests.Benchmarks;

public sealed class ResponseHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n", 200, 42)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nX: y\r\ncontent-length: 7\r\n\r\n", 503, 7)]
    [InlineData("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n", 202, null)]
    [InlineData("HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n", 204, 0)]
    public void Status_and_length_are_read(string head, int status, int? length)
        => Assert.Equal(new ResponseHead(status, length), ResponseHead.Parse(Encoding.ASCII.GetBytes(head)));

    [Fact]
    public void An_answer_without_an_end_is_refused()
        => Assert.Throws<InvalidDataException>(
            () => ResponseHead.Parse("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8));
}
