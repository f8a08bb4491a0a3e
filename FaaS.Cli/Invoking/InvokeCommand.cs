using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Errors;
using FaaS.Client.Invocations;
using FaaS.Client.Json;

namespace FaaS.Cli.Invoking;

internal sealed class InvokeCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A function's name or id." };

    private readonly Option<string?> _data = new("--data", "-d")
    {
        Description = "The payload: JSON or text, @FILE for a file's content, - for stdin.",
        HelpName = "JSON|@FILE|-",
    };

    private readonly Option<string?> _contentType = new("--content-type")
    {
        Description = "The payload's media type. Default: from what it looks like.",
        HelpName = "TYPE",
    };

    private readonly Option<bool> _async = new("--async")
    {
        Description = "Store it, to be run as soon as possible and retried when it fails; print its id.",
    };

    private readonly Option<bool> _wait = new("--wait")
    {
        Description = "With --async: wait until it is done, show its progress and print its result.",
    };

    private readonly Option<bool> _logs = new("--logs")
    {
        Description = "Print what the function logged, to stderr.",
    };

    private readonly InvokeArguments _options = new();

    public InvokeCommand(CliContext context)
        : base(context, "invoke", "Run a function and print its result.")
    {
        Add(_name);
        Add(_data);
        Add(_contentType);
        Add(_async);
        Add(_wait);
        Add(_logs);
        foreach (var option in _options.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("""./faas invoke hello -d '{"name": "Ada"}'""", "its result on stdout"),
        new("./faas invoke textstats -d @examples/functions/input/alice.txt", "a file as the payload"),
        new("echo '[1, 2]' | ./faas invoke hello -d - --async --wait", "through the queue, with retries"),
        new("./faas invoke hello --async --delay 30s --expires-in 10m --priority high", "in half a minute, or never"),
        new("./faas invoke hello -H 'x-tenant: acme' --idempotency-key order-42", "once, however often it is sent"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(_name);
        var payload = await PayloadSource.ReadAsync(
            arguments.GetValue(_data),
            arguments.GetValue(_contentType),
            session.Terminal.Input,
            cancellationToken);
        var logs = arguments.GetValue(_logs);

        if (!arguments.GetValue(_async))
        {
            return arguments.GetValue(_wait)
                ? throw new UsageException("--wait is for what runs later: say --async, too, or leave it out.")
                : await InvokeAsync(
                    session, name, payload, _options.Synchronous(arguments), logs, cancellationToken);
        }

        var options = _options.Asynchronous(arguments);
        var invocation = await session.Api.Invocations.EnqueueAsync(name, payload, options, cancellationToken);
        return arguments.GetValue(_wait)
            ? await WaitAsync(session, invocation.Id, logs, cancellationToken)
            : ReportQueued(session, invocation);
    }

    private static async Task<ExitCode> InvokeAsync(
        CliSession session,
        string name,
        Payload payload,
        InvokeOptions options,
        bool logs,
        CancellationToken cancellationToken)
    {
        try
        {
            var result = await session.Api.Invocations.InvokeAsync(name, payload, options, cancellationToken);
            await WriteLogsAsync(session, logs, result.InvocationId, cancellationToken);
            await WriteResultAsync(session, name, result, cancellationToken);
            return ExitCode.Ok;
        }
        catch (FaasException exception) when (exception.Problem.InvocationId is { } failed)
        {
            await WriteLogsAsync(session, logs, failed, cancellationToken);
            throw;
        }
    }

    private static async Task WriteResultAsync(
        CliSession session,
        string name,
        InvokeResult result,
        CancellationToken cancellationToken)
    {
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(InvokeOutput.Of(name, result), CliJson.Default.InvokeOutput);
            return;
        }

        await session.Terminal.Output.WriteResultAsync(result.Content, cancellationToken);
        if (session.Terminal.Error.IsTerminal)
        {
            session.Terminal.Error.WriteNote(
                $"{Amounts.Duration(result.Duration)}, {(result.ColdStart ? "cold" : "warm")}, "
                + $"version {result.FunctionVersion}, invocation {result.InvocationId}"
                + (result.Replayed ? ", replayed for its key" : ""));
        }
    }

    private static ExitCode ReportQueued(CliSession session, Invocation invocation)
    {
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(invocation, FaasJson.Default.Invocation);
            return ExitCode.Ok;
        }

        session.Terminal.Output.WriteLine(invocation.Id.ToString());
        var accepted = invocation.Replayed ? "Accepted before with this key" : "Accepted";
        session.Terminal.Error.WriteNote($"{accepted}. What became of it: ./faas invocations {invocation.Id}");
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> WaitAsync(
        CliSession session,
        Guid id,
        bool logs,
        CancellationToken cancellationToken)
    {
        var invocation = await session.Api.Invocations.WaitAsync(
            id,
            session.Json ? null : new ProgressNotes(session.Terminal.Error),
            cancellationToken);
        await WriteLogsAsync(session, logs, id, cancellationToken);
        var exitCode = invocation.Status == InvocationStatus.Succeeded ? ExitCode.Ok : ExitCode.FunctionFailed;
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(invocation, FaasJson.Default.Invocation);
        }
        else if (exitCode == ExitCode.Ok)
        {
            await session.Terminal.Output.WriteResultAsync(invocation.GetResultBytes(), cancellationToken);
        }
        else if (invocation.Error is { } error)
        {
            FunctionErrorText.Write(session.Terminal.Error, error, id);
        }
        else
        {
            session.Terminal.Error.WriteError($"Invocation {id}: {StatusText.Of(invocation.Status)}.");
        }

        return exitCode;
    }

    private static async Task WriteLogsAsync(
        CliSession session,
        bool wanted,
        Guid id,
        CancellationToken cancellationToken)
    {
        if (wanted)
        {
            session.Terminal.Error.Writer.Write(await session.Api.Invocations.GetLogsAsync(id, cancellationToken));
        }
    }
}
