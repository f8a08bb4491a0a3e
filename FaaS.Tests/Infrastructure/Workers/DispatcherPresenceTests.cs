using FaaS.Infrastructure.Workers;

namespace FaaS.Tests.Infrastructure.Workers;

public sealed class DispatcherPresenceTests
{
    private readonly ManualTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private TimeSpan _step;

    [Fact]
    public void Grows_while_registrations_follow_each_other()
    {
        var presence = new DispatcherPresence(_time);

        Register(presence, 4);

        Assert.Equal(TimeSpan.FromSeconds(8), presence.Uninterrupted);
    }

    [Fact]
    public void Begins_anew_after_a_gap()
    {
        var presence = new DispatcherPresence(_time);
        Register(presence, 4);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.Zero, presence.Uninterrupted);
        Register(presence, 1);
        Assert.Equal(TimeSpan.FromSeconds(2), presence.Uninterrupted);
    }

    [Fact]
    public void Begins_anew_when_the_clock_of_Postgres_was_put_forward_and_not_when_it_was_put_back()
    {
        var presence = new DispatcherPresence(_time);
        Register(presence, 4);
        _step = TimeSpan.FromSeconds(-30);
        Register(presence, 1);
        Assert.Equal(TimeSpan.FromSeconds(10), presence.Uninterrupted);

        _step = TimeSpan.FromSeconds(10);
        Register(presence, 2);

        Assert.Equal(TimeSpan.FromSeconds(4), presence.Uninterrupted);
    }

    [Fact]
    public void Is_nothing_before_the_first_registration()
        => Assert.Equal(TimeSpan.Zero, new DispatcherPresence(_time).Uninterrupted);

    private void Register(DispatcherPresence presence, int times)
    {
        for (var i = 0; i < times; i++)
        {
            presence.Registered(_time.GetUtcNow() + _step);
            _time.Advance(TimeSpan.FromSeconds(2));
        }
    }
}
