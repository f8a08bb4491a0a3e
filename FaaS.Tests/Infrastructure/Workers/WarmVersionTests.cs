using FaaS.Infrastructure.Workers;
using FaaS.Protocol.Messages;

namespace FaaS.Tests.Infrastructure.Workers;

public sealed class WarmVersionTests
{
    private readonly Guid _version = Guid.CreateVersion7();
    private readonly WarmVersions _warm = new();

    [Fact]
    public void What_a_call_has_used_is_idle_after_it_without_any_report()
    {
        _warm.Begin(_version);
        _warm.Begin(_version);
        Assert.Equal((2, 0), (_warm[_version].Sandboxes, _warm[_version].Idle));

        _warm.End(_version, wasRefused: false);

        Assert.Equal((2, 1), (_warm[_version].Sandboxes, _warm[_version].Idle));
    }

    [Fact]
    public void The_first_report_is_believed_and_one_that_differs_is_only_when_it_is_repeated()
    {
        Report(idle: 3, busy: 0);
        Assert.Equal(3, _warm[_version].Idle);

        Report(idle: 1, busy: 0);
        Assert.Equal(3, _warm[_version].Idle);
        Report(idle: 1, busy: 0);
        Assert.Equal(1, _warm[_version].Idle);

        Report(idle: 5, busy: 0);
        Assert.Equal(1, _warm[_version].Idle);
        Report(idle: 4, busy: 0);
        Assert.Equal(4, _warm[_version].Idle);
    }

    [Fact]
    public void A_call_that_crosses_a_report_is_counted_once()
    {
        Report(idle: 1, busy: 0);

        _warm.Begin(_version);
        Report(idle: 1, busy: 0);
        Report(idle: 0, busy: 1);

        Assert.Equal((1, 0), (_warm[_version].Sandboxes, _warm[_version].Idle));
    }

    [Fact]
    public void Who_was_refused_knows_that_nothing_is_idle_there()
    {
        Report(idle: 2, busy: 0);
        _warm.Begin(_version);

        _warm.End(_version, wasRefused: true);

        Assert.Equal(0, _warm[_version].Idle);
    }

    [Fact]
    public void A_sandbox_that_was_made_ready_ahead_is_counted_on_once()
    {
        Report(idle: 2, busy: 0);

        _warm.Begin(_version);
        Assert.Equal(1, _warm[_version].Ahead);
        _warm.End(_version, wasRefused: false);
        _warm.Begin(_version);
        _warm.Begin(_version);

        Assert.Equal(0, _warm[_version].Ahead);
    }

    [Fact]
    public void What_is_gone_is_forgotten_and_can_come_back()
    {
        Report(idle: 1, busy: 0);
        var first = _warm[_version];
        Report(new Dictionary<Guid, int>(), 0);
        Report(new Dictionary<Guid, int>(), 0);

        Assert.NotSame(first, _warm[_version]);
        Assert.False(first.TryBegin());
        _warm.Begin(_version);
        _warm.End(_version, wasRefused: false);

        Assert.Equal(1, _warm[_version].Idle);
    }

    private void Report(int idle, int busy) => Report(new Dictionary<Guid, int> { [_version] = idle }, busy);

    private void Report(IReadOnlyDictionary<Guid, int> idle, int busy) => _warm.Report(new(
        WorkerState.Ready, busy, 8, 0, 1024, idle, null, new Dictionary<Guid, int> { [_version] = busy }));
}
