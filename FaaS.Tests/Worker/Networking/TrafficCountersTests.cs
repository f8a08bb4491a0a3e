extern alias worker;

using worker::FaaS.Worker.Networking;

namespace FaaS.Tests.Worker.Networking;

public sealed class TrafficCountersTests
{
    private const string Counters =
        """
        Inter-|   Receive                                         |  Transmit
         face |bytes packets errs drop fifo frame compressed multi|bytes packets errs drop fifo colls carrier compressed
            lo:  9000     10    0    0    0     0          0     0   9000     10    0    0    0     0       0          0
          eth0:  1200      2    0    0    0     0          0     0    340      3    0    0    0     0       0          0
          eth1:1000000000000 2  0    0    0     0          0     0     60      3    0    0    0     0       0          0

        """;

    [Fact]
    public void All_interfaces_but_the_loopback_count()
        => Assert.Equal(new Traffic(Received: 1_000_000_001_200, Sent: 400), TrafficCounters.Parse(Counters));

    [Fact]
    public void A_process_of_this_machine_can_be_read_and_one_that_is_not_there_cannot()
    {
        using var own = TrafficCounters.Of(Environment.ProcessId);

        Assert.True(own!.Read()!.Value.Sent >= 0);
        Assert.Null(TrafficCounters.Of(int.MaxValue));
    }

    [Fact]
    public void Counters_that_have_been_let_go_of_meanwhile_tell_nothing()
    {
        var own = TrafficCounters.Of(Environment.ProcessId)!;

        own.Dispose();

        Assert.Null(own.Read());
    }
}
