using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;

namespace FaaS.Tests.Protocol;

public sealed class FrameConnectionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frame_arrives_as_it_was_sent()
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var sender = new FrameConnection(pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        await using var receiver = new FrameConnection(pair.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        var frames = new RecordingHandler();
        _ = receiver.RunAsync(frames, Cancelled);

        var error = new ErrorMeta(FailureKind.OutOfMemory, "Killed", "128 MB", null);
        sender.Send(FrameType.Error, 7, error, ProtocolJson.Default.ErrorMeta, "trace"u8);
        sender.Send(FrameType.Chunk, 9, payload: "x"u8, flags: FrameFlags.End);

        var first = await frames.NextAsync(Cancelled);
        Assert.Equal((FrameType.Error, 7UL, false), (first.Type, first.Stream, first.IsEnd));
        Assert.Equal(
            """{"kind":"out_of_memory","type":"Killed","message":"128 MB","stats":null}""",
            Encoding.UTF8.GetString(first.Meta));
        Assert.Equal("trace"u8.ToArray(), first.Payload);

        var second = await frames.NextAsync(Cancelled);
        Assert.Equal((FrameType.Chunk, 9UL, true), (second.Type, second.Stream, second.IsEnd));
    }

    [Fact]
    public async Task Frames_of_many_senders_keep_each_senders_order_and_every_size()
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var sender = new FrameConnection(pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        await using var receiver = new FrameConnection(pair.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        var frames = new RecordingHandler();
        _ = receiver.RunAsync(frames, Cancelled);
        int[] sizes = [0, 1, 15, 16, 17, 4_000, 16_384, 70_000, 1_000_000, FrameLimits.MaxBodyBytes];

        var senders = Enumerable.Range(1, 4).Select(id => Task.Run(() =>
        {
            foreach (var size in sizes)
            {
                sender.Send(FrameType.Log, (ulong)id, payload: new byte[size]);
            }
        }));
        await Task.WhenAll(senders);

        var received = new Dictionary<ulong, List<int>>();
        for (var i = 0; i < 4 * sizes.Length; i++)
        {
            var frame = await frames.NextAsync(Cancelled);
            received.TryAdd(frame.Stream, []);
            received[frame.Stream].Add(frame.Payload.Length);
        }

        Assert.Equal(4, received.Count);
        Assert.All(received.Values, lengths => Assert.Equal(sizes, lengths));
    }

    [Fact]
    public async Task Bytes_may_arrive_one_at_a_time()
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var receiver = new FrameConnection(pair.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        var frames = new RecordingHandler();
        _ = receiver.RunAsync(frames, Cancelled);

        var bytes = new byte[FrameHeader.Size + 5];
        new FrameHeader(5, FrameType.Invoke, FrameFlags.None, 2, 3).Write(bytes);
        "{}abc"u8.CopyTo(bytes.AsSpan(FrameHeader.Size));
        foreach (var value in bytes)
        {
            await pair.Dialled.WriteAsync(new[] { value }, Cancelled);
        }

        var frame = await frames.NextAsync(Cancelled);
        Assert.Equal("abc"u8.ToArray(), frame.Payload);
        Assert.Equal("{}"u8.ToArray(), frame.Meta);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 128, 0, 5, 0, 0, 0 }, "over the limit")]
    [InlineData(new byte[] { 255, 255, 255, 255, 5, 0, 0, 0 }, "over the limit")]
    [InlineData(new byte[] { 1, 0, 0, 0, 5, 0, 2, 0 }, "does not fit")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, "Unknown frame type 0")]
    [InlineData(new byte[] { 0, 0, 0, 0, 255, 0, 0, 0 }, "Unknown frame type 255")]
    [InlineData(new byte[] { 0, 0, 0, 0, 5, 2, 0, 0 }, "Reserved flags")]
    public async Task A_malformed_header_ends_the_connection(byte[] start, string reason)
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var receiver = new FrameConnection(pair.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        var run = receiver.RunAsync(new RecordingHandler(), Cancelled);

        await pair.Dialled.WriteAsync((byte[])[.. start, .. new byte[8]], Cancelled);

        var exception = await Assert.ThrowsAsync<FrameException>(
            () => run.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.True(receiver.Closed.IsCancellationRequested);
        Assert.False(receiver.Send(FrameType.Ping, 0));
    }

    [Fact]
    public async Task An_end_inside_a_frame_is_a_violation_and_an_end_between_frames_is_not()
    {
        await using var cut = await SocketPair.CreateAsync(Cancelled);
        await using var clean = await SocketPair.CreateAsync(Cancelled);
        await using var first = new FrameConnection(cut.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        await using var second = new FrameConnection(clean.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        var inside = first.RunAsync(new RecordingHandler(), Cancelled);
        var between = second.RunAsync(new RecordingHandler(), Cancelled);

        await cut.Dialled.WriteAsync(new byte[7], Cancelled);
        await cut.Dialled.DisposeAsync();
        await clean.Dialled.DisposeAsync();

        await Assert.ThrowsAsync<FrameException>(() => inside.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
        await between.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task A_handler_that_refuses_a_frame_ends_the_connection()
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var sender = new FrameConnection(pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        await using var receiver = new FrameConnection(pair.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        var run = receiver.RunAsync(new MetaReader(), Cancelled);

        sender.Send(FrameType.Hello, 0, "[1]"u8);

        await Assert.ThrowsAsync<FrameException>(() => run.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
    }

    [Fact]
    public async Task A_peer_that_stops_reading_does_not_hold_up_senders_and_is_dropped()
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var sender = new FrameConnection(pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        var payload = new byte[FrameLimits.MaxBodyBytes];

        var sent = 0;
        while (sender.Send(FrameType.Invoke, 2, payload: payload))
        {
            Assert.True(++sent < 100, "An unread connection must be given up.");
        }

        Assert.True(sender.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task Bulk_waits_for_room()
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var sender = new FrameConnection(pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        await using var receiver = new FrameConnection(pair.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        sender.Send(FrameType.Chunk, 2, payload: new byte[1_000_000]);
        sender.Send(FrameType.Chunk, 2, payload: new byte[1_000_000]);

        var room = sender.WaitForRoomAsync(500_000, Cancelled);
        Assert.False(room.IsCompleted);
        _ = receiver.RunAsync(new RecordingHandler(), Cancelled);

        await room.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task What_was_sent_is_out_once_the_other_side_has_read_it()
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var sender = new FrameConnection(pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        Assert.True(sender.HasSentAll);

        sender.Send(FrameType.Result, 1, payload: new byte[FrameLimits.MaxBodyBytes]);
        Assert.False(sender.HasSentAll);

        await using var receiver = new FrameConnection(pair.Accepted, ConnectionSide.Accepted, TimeProvider.System);
        var frames = new RecordingHandler();
        _ = receiver.RunAsync(frames, Cancelled);
        await frames.NextAsync(Cancelled);
        await Eventually.TrueAsync(() => sender.HasSentAll, "the frame to be out");
    }

    [Fact]
    public async Task Stream_numbers_tell_the_sides_apart()
    {
        await using var pair = await SocketPair.CreateAsync(Cancelled);
        await using var dialled = new FrameConnection(pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        await using var accepted = new FrameConnection(pair.Accepted, ConnectionSide.Accepted, TimeProvider.System);

        Assert.Equal([1, 3], new[] { dialled.NextStream(), dialled.NextStream() });
        Assert.Equal([2, 4], new[] { accepted.NextStream(), accepted.NextStream() });
    }

    private sealed class MetaReader : IFrameHandler
    {
        public void OnFrame(in Frame frame) => ProtocolMeta.Read(frame, ProtocolJson.Default.WorkerHello);
    }
}
