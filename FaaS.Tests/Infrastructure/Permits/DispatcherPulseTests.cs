using FaaS.Infrastructure.Permits;

namespace FaaS.Tests.Infrastructure.Permits;

public sealed class DispatcherPulseTests : IDisposable
{
    private readonly ManualTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DispatcherPulse _pulse;

    public DispatcherPulseTests() => _pulse = new DispatcherPulse(_time);

    [Fact]
    public void Nothing_is_certain_before_Postgres_knows_this_process()
    {
        Assert.Equal(0, _pulse.Term);

        Confirm();

        Assert.NotEqual(0, _pulse.Term);
    }

    [Fact]
    public void A_process_that_runs_keeps_its_term_however_long_Postgres_is_away()
    {
        Confirm();
        var term = _pulse.Term;

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(term, _pulse.Term);
    }

    [Fact]
    public void After_a_break_everything_is_void_until_Postgres_has_been_asked()
    {
        Confirm();
        var term = _pulse.Term;
        var confirmed = 0;
        _pulse.Confirmed += () => confirmed++;

        _time.Skip(TimeSpan.FromSeconds(10));
        Assert.Equal(0, _pulse.Term);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _pulse.Term);
        Confirm();

        Assert.NotEqual(0, _pulse.Term);
        Assert.NotEqual(term, _pulse.Term);
        Assert.Equal(1, confirmed);
    }

    [Fact]
    public void An_answer_to_a_question_from_before_the_break_does_not_count()
    {
        var mark = _pulse.Mark();
        _time.Skip(TimeSpan.FromSeconds(10));
        _pulse.Confirm(mark, isNew: false);

        Assert.Equal(0, _pulse.Term);
    }

    [Fact]
    public void Who_was_taken_for_dead_begins_anew_although_it_ran()
    {
        Confirm();
        var term = _pulse.Term;

        Confirm();
        Assert.Equal(term, _pulse.Term);
        _pulse.Confirm(_pulse.Mark(), isNew: true);

        Assert.NotEqual(term, _pulse.Term);
    }

    public void Dispose() => _pulse.Dispose();

    private void Confirm() => _pulse.Confirm(_pulse.Mark(), isNew: false);
}
