using System.CommandLine;
using System.Globalization;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Functions;
using FaaS.Cli.Terminals;
using FaaS.Client.Json;

namespace FaaS.Cli.Invoking;

internal sealed class DeliveriesCommand : CliCommand
{
    private readonly Argument<Guid> _id = new("ID")
    {
        Description = "An invocation's id.",
        CustomParser = result => ArgumentParsers.InvocationId(result).GetValueOrDefault(),
    };

    public DeliveriesCommand(CliContext context)
        : base(context, "deliveries", "Say whether a function's destinations have been told of an invocation's end.")
        => Add(_id);

    public override IReadOnlyList<CliExample> Examples =>
        [new("./faas deliveries 0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10", "to whom, how often, and what they said")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var output = session.Terminal.Output;
        var deliveries = await session.Api.Invocations.ListDeliveriesAsync(arguments.GetValue(_id), cancellationToken);
        if (session.Json)
        {
            output.WriteJson(deliveries, FaasJson.Default.IReadOnlyListDelivery);
            return ExitCode.Ok;
        }

        if (deliveries.Count == 0)
        {
            session.Terminal.Error.WriteNote("No deliveries: its function tells nobody, or it has not ended.");
            return ExitCode.Ok;
        }

        var table = new Columns("DESTINATION", "STATE", "ATTEMPTS", "STATUS", "NEXT", "ERROR");
        foreach (var delivery in deliveries)
        {
            table.Add(
                FunctionText.Of(delivery.Destination) ?? "",
                delivery.State,
                delivery.Attempts.ToString(CultureInfo.InvariantCulture),
                delivery.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "-",
                delivery.NextAttemptAt?.ToString("u", CultureInfo.InvariantCulture) ?? "-",
                delivery.Error ?? "");
        }

        table.Write(output);
        return ExitCode.Ok;
    }
}
