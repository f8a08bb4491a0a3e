using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Client.Json;

namespace FaaS.Cli.Invoking;

internal sealed class CancelCommand : CliCommand
{
    private readonly Argument<Guid> _id = new("ID")
    {
        Description = "An invocation's id.",
        CustomParser = result => ArgumentParsers.InvocationId(result).GetValueOrDefault(),
    };

    public CancelCommand(CliContext context)
        : base(context, "cancel", "Stop an invocation: a queued one never starts, a running one is killed.")
        => Add(_id);

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas cancel $(./faas invoke slow --async)", "started, and stopped at once"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var invocation = await session.Api.Invocations.CancelAsync(arguments.GetValue(_id), cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(invocation, FaasJson.Default.Invocation);
        }
        else
        {
            session.Terminal.Output.WriteLine(invocation.IsFinal
                ? $"{invocation.Id} {StatusText.Of(invocation.Status)}."
                : $"{invocation.Id} is being stopped.");
        }

        return ExitCode.Ok;
    }
}
