extern alias worker;

using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class TurnQueueTests
{
    private readonly TurnQueue<int, string> _queue = new();

    [Fact]
    public void Everybody_gets_a_turn_before_anybody_gets_two()
    {
        Join("a1", "a2", "a3", "b1", "b2", "c1");

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], Rest());
    }

    [Fact]
    public void Whoever_comes_late_waits_for_one_turn_of_each_other_and_no_more()
    {
        Join([.. Enumerable.Range(0, 100).Select(i => $"a{i}")]);
        Assert.True(_queue.TryNext(out _));
        Join("b");

        Assert.Equal(["a1", "b", "a2"], Rest().Take(3));
    }

    [Fact]
    public void Whoever_does_not_suit_keeps_the_turn()
    {
        Join("a1", "a2", "b1");

        Assert.True(_queue.TryNext(item => item != "a1", out var suits));

        Assert.Equal("b1", suits);
        Assert.Equal(["a1", "a2"], Rest());
        Assert.False(_queue.TryNext(out _));
    }

    [Fact]
    public void Whoever_leaves_is_not_counted()
    {
        Join("a1", "a2", "b1");

        Assert.True(_queue.Leave('b', "b1"));
        Assert.False(_queue.Leave('b', "b1"));
        Assert.True(_queue.Leave('a', "a1"));

        Assert.Equal(1, _queue.Count);
        Assert.Equal(["a2"], Rest());
    }

    private void Join(params IReadOnlyList<string> items)
    {
        foreach (var item in items)
        {
            _queue.Join(item[0], item);
        }
    }

    private List<string> Rest()
    {
        var rest = new List<string>();
        while (_queue.TryNext(out var item))
        {
            rest.Add(item);
        }

        return rest;
    }
}
