extern alias worker;

using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class WaitingCallsTests
{
    private readonly WaitingCalls _calls = new();

    [Fact]
    public void Whoever_gives_up_in_the_middle_counts_no_more()
    {
        var first = new SandboxWaiter(1, new FakeSource(""));
        var second = new SandboxWaiter(2, new FakeSource(""));
        _calls.Join(first);
        var place = _calls.Join(second);

        _calls.Leave(place);
        _calls.Leave(place);

        Assert.Equal(1, _calls.Count);
        Assert.Same(first, _calls.First());
    }

    [Fact]
    public async Task An_answer_goes_to_the_first_who_still_waits()
    {
        var gone = new SandboxWaiter(1, new FakeSource(""));
        var waits = new SandboxWaiter(2, new FakeSource(""));
        _calls.Join(gone);
        _calls.Join(waits);
        gone.SetCanceled(TestContext.Current.CancellationToken);

        Assert.True(_calls.Answer(SandboxLease.NotLoaded));
        Assert.False(_calls.Answer(SandboxLease.NotLoaded));

        Assert.Equal(SandboxLease.NotLoaded, await waits.Task);
        Assert.Equal(0, _calls.Count);
    }
}
