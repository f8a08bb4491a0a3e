using FaaS.ServiceDefaults.Hosting;

namespace FaaS.Tests.ServiceDefaults;

public sealed class ParallelLoopsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_that_fails_is_noticed_while_the_others_go_on()
    {
        var endless = new TaskCompletionSource();

        var loops = ParallelLoops.RunAsync([endless.Task, Task.FromException(new TimeoutException("lost"))]);

        await Assert.ThrowsAsync<TimeoutException>(() => loops.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
    }

    [Fact]
    public async Task Those_that_end_because_they_are_told_to_do_not_keep_the_others_from_it()
    {
        var finishing = new TaskCompletionSource();

        var loops = ParallelLoops.RunAsync([Task.FromCanceled(new CancellationToken(canceled: true)), finishing.Task]);

        Assert.False(loops.IsCompleted);
        finishing.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loops);
    }
}
