using System.CommandLine;
using System.Globalization;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Admin;
using FaaS.Client.Json;

namespace FaaS.Cli.Platform;

internal sealed class UsageCommand : CliCommand
{
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only this tenant.", HelpName = "NAME" };

    private readonly Option<int> _hours = new("--hours")
    {
        Description = "How many hours to look back, this one included. Default: 1.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public UsageCommand(CliContext context)
        : base(context, "usage", "Show what tenants have used by the hour, and their budgets.")
    {
        Add(_tenant);
        Add(_hours);
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas usage", "this hour, one line per tenant"),
        new("./faas usage --hours 24", "the last day by the hour"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var usage = await session.Api.Admin.GetUsageAsync(
            arguments.GetValue(_tenant), arguments.GetValue(_hours), cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(usage, FaasJson.Default.IReadOnlyListUsageInfo);
            return ExitCode.Ok;
        }

        if (usage.Count == 0)
        {
            session.Terminal.Error.WriteNote("Nothing was used.");
            return ExitCode.Ok;
        }

        Table(usage).Write(session.Terminal.Output);
        return ExitCode.Ok;
    }

    private static Columns Table(IReadOnlyList<UsageInfo> usage)
    {
        var table = new Columns("TENANT", "HOUR (UTC)", "INVOCATIONS", "CPU", "MEMORY", "IN", "OUT", "NETWORK OUT");
        foreach (var hour in usage)
        {
            table.Add(
                hour.Tenant,
                hour.Hour.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                Of(hour.Invocations, hour.Limits.Invocations, ""),
                Of(hour.CpuSeconds, hour.Limits.CpuSeconds, " s"),
                Of(hour.GibSeconds, hour.Limits.GibSeconds, " GiB s"),
                Amounts.Bytes(hour.BytesIn),
                Out(hour),
                Amounts.Bytes(hour.NetworkSentBytes));
        }

        return table;
    }

    private static string Of(double used, double? limit, string unit)
        => limit is { } most ? $"{Number(used)} of {Number(most)}{unit}" : $"{Number(used)}{unit}";

    // The budget is for both ways out together.
    private static string Out(UsageInfo hour)
        => hour.Limits.BytesOut is { } most
            ? $"{Amounts.Bytes(hour.BytesOut)} ({Amounts.Bytes(hour.BytesOut + hour.NetworkSentBytes)} of "
                + $"{Amounts.Bytes(most)} with network)"
            : Amounts.Bytes(hour.BytesOut);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
