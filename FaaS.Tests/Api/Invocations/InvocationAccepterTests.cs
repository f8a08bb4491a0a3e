extern alias api;
using api::FaaS.Api.Invocations.Accepting;
using FaaS.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FaaS.Tests.Api.Invocations;

public sealed class InvocationAccepterTests(TestStores stores)
{
    [Fact]
    public async Task Ends_when_one_of_its_loops_ends_and_does_not_go_on_with_the_other()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var ledger = await InvocationLedger.CreateAsync(stores);
        using var accepter = new InvocationAccepter(
            ledger.Acceptance,
            index: null!,
            Options.Create(new AcceptOptions()),
            NullLogger<InvocationAccepter>.Instance);
        await accepter.StartAsync(cancel);

        await accepter.AcceptAsync(new NewInvocation(InvocationLedger.NewRow()), cancel);

        await Assert.ThrowsAsync<NullReferenceException>(
            () => accepter.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20), cancel));
    }
}
