using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

public sealed class KeyedAcceptanceTests(TestStores stores) : IAsyncLifetime
{
    private static readonly Guid Function = Guid.CreateVersion7();

    private InvocationLedger _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await InvocationLedger.CreateAsync(stores);

    [Fact]
    public async Task Of_two_with_one_key_in_a_batch_one_is_accepted()
    {
        var (first, second, other) = (Keyed("k"), Keyed("k"), new NewInvocation(InvocationLedger.NewRow(Function)));

        var accepted = await _ledger.Acceptance.InsertAsync([second, other, first], Cancel);

        Assert.NotEqual(accepted.Contains(first), accepted.Contains(second));
        Assert.True(accepted.Contains(other));
        var report = await _ledger.Reports.ReadAsync(Cancel);
        Assert.Equal((2, 2, 0), (report.Accepted, report.Queued, report.Drift));
    }

    [Fact]
    public async Task Batches_with_the_same_keys_in_any_order_never_wait_for_each_other()
    {
        var keys = Enumerable.Range(0, 30).Select(number => $"k{number}").ToArray();
        var batches = Enumerable.Range(0, 16)
            .Select(turn => (turn % 2 == 0 ? keys : keys.AsEnumerable().Reverse()).Select(Keyed).ToArray());

        var accepted = await Task.WhenAll(batches.Select(async batch =>
        {
            var result = await _ledger.Acceptance.InsertAsync(batch, Cancel);
            return batch.Where(result.Contains).ToArray();
        }));

        Assert.Equal(keys.Order(), accepted.SelectMany(batch => batch).Select(one => one.Row.IdempotencyKey).Order());
        var report = await _ledger.Reports.ReadAsync(Cancel);
        Assert.Equal((30, 30, 0), (report.Accepted, report.Queued, report.Drift));
    }

    [Fact]
    public async Task What_is_said_to_be_accepted_is_what_is_stored()
    {
        NewInvocation[] batch =
        [
            new(InvocationLedger.NewRow()) { Delay = TimeSpan.FromMilliseconds(1234) },
            new(InvocationLedger.NewRow()) { NotBefore = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero) },
            new(InvocationLedger.NewRow()) { NotBefore = DateTimeOffset.UnixEpoch },
            new(InvocationLedger.NewRow()) { ExpiresIn = TimeSpan.FromSeconds(2) },
            new(InvocationLedger.NewRow()) { ExpiresIn = TimeSpan.FromDays(2), MaxEventAge = TimeSpan.FromDays(1) },
        ];

        var accepted = await _ledger.Acceptance.InsertAsync(batch, Cancel);

        foreach (var invocation in batch)
        {
            var row = await _ledger.ReadAsync(invocation.Row.Id);
            Assert.Equal(
                invocation.TimesAt(accepted.At), new InvocationTimes(row.NotBefore, row.ExpiresAt.GetValueOrDefault()));
        }
    }

    private static NewInvocation Keyed(string key)
    {
        var template = InvocationLedger.NewRow(Function);
        return new(new InvocationRow
        {
            Id = template.Id,
            Tenant = template.Tenant,
            FunctionId = template.FunctionId,
            FunctionName = template.FunctionName,
            VersionId = template.VersionId,
            Version = template.Version,
            Mode = template.Mode,
            State = template.State,
            Priority = template.Priority,
            Payload = template.Payload,
            Headers = template.Headers,
            Attempt = 0,
            MaxAttempts = 3,
            NotBefore = template.NotBefore,
            CreatedAt = template.CreatedAt,
            TimeoutMs = template.TimeoutMs,
            IdempotencyKey = key,
        })
        {
            RequestDigest = [1],
        };
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
