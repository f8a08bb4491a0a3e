using FaaS.Protocol.Frames;

namespace FaaS.Tests.Protocol;

public sealed class ReadPaceTests
{
    private readonly ReadPace _pace = new(perSecond: 1000, burst: 500);

    [Fact]
    public void A_burst_is_read_at_once_and_what_comes_after_it_at_the_pace()
    {
        Assert.Equal(TimeSpan.Zero, After(500, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromMilliseconds(100), After(100, TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, After(0, TimeSpan.FromMilliseconds(100)));
        Assert.Equal(TimeSpan.FromMilliseconds(50), After(100, TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void Silence_earns_no_more_than_the_burst()
    {
        Assert.Equal(TimeSpan.Zero, After(0, TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromSeconds(1), After(1500, TimeSpan.Zero));
    }

    [Fact]
    public void A_large_frame_counts_by_its_pages()
    {
        _pace.Count(Frame(1 << 20));

        Assert.Equal(TimeSpan.Zero, _pace.After(TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromMilliseconds(57), After(300, TimeSpan.Zero));
    }

    private TimeSpan After(int frames, TimeSpan passed)
    {
        for (var i = 0; i < frames; i++)
        {
            _pace.Count(Frame(0));
        }

        return _pace.After(passed);
    }

    private static Frame Frame(int payload)
        => new(new FrameHeader(payload, FrameType.Log, FrameFlags.None, 0, 2), new byte[payload], hasMore: false);
}
