extern alias benchmarks;

using benchmarks::FaaS.Benchmarks.Load;

namespace FaaS.Tests.Benchmarks;

public sealed class WrkTests
{
    [Fact]
    public void Its_output_is_understood()
    {
        var result = Wrk.Parse(
            """
            Running 5s test @ http://127.0.0.1:8080/
              1 threads and 32 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency   646.14us    1.05ms  20.83ms   94.31%
                Req/Sec    63.57k     3.12k   69.60k    76.00%
              Latency Distribution
                 50%  412.00us
                 75%  560.00us
                 90%    1.02ms
                 99%    1.50s
              316273 requests in 5.00s, 42.83MB read
            Requests/sec:  63221.12
            """);

        Assert.Equal(316273, result.Calls);
        Assert.Equal(63254.6, result.CallsPerSecond, 0.1);
        Assert.Equal(0.412, result.P50Ms, 1e-9);
        Assert.Equal(1.02, result.P90Ms, 1e-9);
        Assert.Equal(1500, result.P99Ms, 1e-9);
    }
}
