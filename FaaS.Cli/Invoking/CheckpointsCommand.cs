using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Json;

namespace FaaS.Cli.Invoking;

internal sealed class CheckpointsCommand : CliCommand
{
    private readonly Argument<Guid> _id = new("ID")
    {
        Description = "An invocation's id.",
        CustomParser = result => ArgumentParsers.InvocationId(result).GetValueOrDefault(),
    };

    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "Write this one's content to stdout.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public CheckpointsCommand(CliContext context)
        : base(context, "checkpoints", "List what an invocation has saved for its next attempt, or print one.")
    {
        Add(_id);
        Add(_name);
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas checkpoints 0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10", "their names, sizes and ages"),
        new("./faas checkpoints 0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10 default | jq", "what is in one"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var (id, output) = (arguments.GetValue(_id), session.Terminal.Output);
        if (arguments.GetValue(_name) is { } name)
        {
            await output.WriteBytesAsync(
                await session.Api.Invocations.ReadCheckpointAsync(id, name, cancellationToken), cancellationToken);
            return ExitCode.Ok;
        }

        var checkpoints = await session.Api.Invocations.ListCheckpointsAsync(id, cancellationToken);
        if (session.Json)
        {
            output.WriteJson(checkpoints, FaasJson.Default.IReadOnlyListCheckpoint);
            return ExitCode.Ok;
        }

        if (checkpoints.Count == 0)
        {
            session.Terminal.Error.WriteNote("No checkpoints.");
            return ExitCode.Ok;
        }

        var table = new Columns("NAME", "SIZE", "TYPE", "SAVED");
        var now = TimeProvider.System.GetUtcNow();
        foreach (var checkpoint in checkpoints)
        {
            table.Add(
                checkpoint.Name,
                Amounts.Bytes(checkpoint.Size),
                checkpoint.ContentType,
                Amounts.Ago(checkpoint.SavedAt, now));
        }

        table.Write(output);
        return ExitCode.Ok;
    }
}
