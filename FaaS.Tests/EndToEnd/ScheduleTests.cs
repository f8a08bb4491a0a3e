using System.Text.Json;
using FaaS.Client.Invocations;
using FaaS.Client.Schedules;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

public sealed class ScheduleTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    [Fact]
    public async Task A_function_runs_by_itself_until_its_schedule_is_disabled()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return event\n");
        var name = NewName("pulse");

        var created = await CliProcess.RunAsync(
            Platform.Url,
            ["schedules", "create", name, function.Name, "--every", "1s", "-d", """{"a": 1}""", "--json"]);
        Assert.True(created.ExitCode == 0, created.Error);
        ScheduleInfo? schedule = null;
        await Eventually.TrueAsync(
            async () => (schedule = await ReadAsync(name)).LastInvocationId is not null, "it to fire");

        var invocation = await Faas.Invocations.WaitAsync(schedule!.LastInvocationId!.Value, CancellationToken);
        Assert.Equal((InvocationStatus.Succeeded, (Guid?)schedule.Id), (invocation.Status, invocation.ScheduleId));
        Assert.Equal(1, invocation.Result?.GetProperty("a").GetInt32());

        var disabled = await CliProcess.RunAsync(Platform.Url, ["schedules", "disable", name, "--json"]);
        Assert.True(disabled.ExitCode == 0, disabled.Error);
        Assert.False(JsonElement.Parse(disabled.Output).GetProperty("enabled").GetBoolean());
        Assert.Null((await ReadAsync(name)).NextDueAt);
        await Faas.Schedules.DeleteAsync(name, CancellationToken);
        Assert.NotNull((await Faas.Admin.GetLeaderAsync(CancellationToken)).Holder);
    }

    private Task<ScheduleInfo> ReadAsync(string name) => Faas.Schedules.GetAsync(name, CancellationToken);
}
