using System.Net;
using System.Text.Json;
using FaaS.Infrastructure.Leadership;
using FaaS.Tests.Api.Functions;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api.Admin;

public sealed class LeaderAdminTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Fact]
    public async Task The_leader_is_shown_with_its_epoch_until_its_lease_ends()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var nobody = await ReadAsync();
        Assert.Equal(JsonValueKind.Null, nobody.GetProperty("holder").ValueKind);
        Assert.Equal(0, nobody.GetProperty("epoch").GetInt64());

        var table = api.Host.Services.GetRequiredService<LeadershipTable>();
        await table.AcquireAsync("scheduler-1", TimeSpan.FromMinutes(1), cancellationToken);

        var leader = await ReadAsync();
        Assert.Equal("scheduler-1", leader.GetProperty("holder").GetString());
        Assert.Equal(1, leader.GetProperty("epoch").GetInt64());
        var (since, end) = (leader.GetProperty("since"), leader.GetProperty("expires_at"));
        Assert.True(since.GetDateTimeOffset() < end.GetDateTimeOffset());

        await table.ResignAsync("scheduler-1", 1, cancellationToken);
        Assert.Equal(JsonValueKind.Null, (await ReadAsync()).GetProperty("holder").ValueKind);
    }

    private async Task<JsonElement> ReadAsync()
    {
        var response = await api.GetAsync("/admin/leader");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await FunctionsApi.JsonOf(response);
    }
}
