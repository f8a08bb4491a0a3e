using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using FaaS.Cli.Terminals;
using FaaS.Client.Errors;
using FaaS.Client.Json;

namespace FaaS.Cli.CommandLine;

/// <summary>Says on stderr what went wrong, to people or to scripts, and which exit code that is.</summary>
internal sealed class FailureReport(Terminal terminal, bool json, string url)
{
    // What the API answers when the invocation was cancelled.
    private const int ClientClosedRequest = 499;

    public ExitCode Write(Exception exception)
    {
        switch (exception)
        {
            case OperationCanceledException:
                return ExitCode.Interrupted;
            case UsageException:
                return Write(ExitCode.Usage, new Problem { Title = "Wrong use", Detail = exception.Message });
            case FaasException { Problem: var problem } api:
                return Write(ExitCodeOf(api), problem);
            case HttpRequestException or HttpIOException:
                return Write(ExitCode.Unreachable, Unreachable(exception));
            case JsonException:
                return Write(ExitCode.Refused, new Problem
                {
                    Title = "Unexpected answer",
                    Detail = $"{url} does not answer like a FaaS API: {exception.Message}",
                });
            default:
                ExceptionDispatchInfo.Throw(exception);
                return default;
        }
    }

    private ExitCode Write(ExitCode exitCode, Problem problem)
    {
        if (json)
        {
            terminal.Error.WriteJson(problem, FaasJson.Default.Problem);
            return exitCode;
        }

        if (problem.Error is { } error)
        {
            FunctionErrorText.Write(terminal.Error, error, problem.InvocationId);
        }
        else
        {
            terminal.Error.WriteError(problem.Describe());
        }

        return exitCode;
    }

    private static ExitCode ExitCodeOf(FaasException exception) => exception switch
    {
        { IsFunctionFailure: true } or { Problem.Status: ClientClosedRequest } => ExitCode.FunctionFailed,
        { StatusCode: HttpStatusCode.NotFound } => ExitCode.NotFound,
        { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable } => ExitCode.TryAgain,
        _ => ExitCode.Refused,
    };

    private Problem Unreachable(Exception exception) => new()
    {
        Title = "API unreachable",
        Detail = exception.GetBaseException() is SocketException socket
            ? $"Cannot reach the API at {url}: {socket.Message}. Is it up (./faas up)? "
                + "Another address: --url or FAAS_URL."
            : $"The connection to {url} failed: {exception.Message}",
    };
}
