using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Client.DeadLetters;
using FaaS.Client.Json;

namespace FaaS.Cli.DeadLetters;

internal sealed class PurgeCommand : CliCommand
{
    private readonly Argument<Guid?> _id = DeadLetterOptions.Id("Only this one. Without it: all that match.");
    private readonly DeadLetterOptions _which = new();
    private readonly Option<bool> _all = new("--all") { Description = "Needed when nothing else says which." };

    public PurgeCommand(CliContext context)
        : base(context, "purge", "Remove them for good.")
    {
        Add(_id);
        Add(_all);
        foreach (var option in _which.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas dead-letters purge --function hello --reason expired", "those that came too late"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments, CliSession session, CancellationToken cancellationToken)
    {
        var report = await PurgeAsync(arguments, session.Api.DeadLetters, cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(report, FaasJson.Default.PurgeReport);
        }
        else
        {
            session.Terminal.Output.WriteLine($"{report.Purged} purged.");
        }

        return ExitCode.Ok;
    }

    private async Task<PurgeReport> PurgeAsync(
        ParseResult arguments, DeadLettersClient api, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_id) is not { } id)
        {
            var filter = _which.FilterOf(arguments) with { All = arguments.GetValue(_all) ? true : null };
            return await api.PurgeAsync(filter, cancellationToken);
        }

        await api.PurgeAsync(id, cancellationToken);
        return new PurgeReport(1);
    }
}
