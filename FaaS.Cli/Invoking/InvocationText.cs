using System.Globalization;
using System.Text;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Invocations;
using FaaS.Client.Json;

namespace FaaS.Cli.Invoking;

/// <summary>Invocations, for people and for scripts.</summary>
internal static class InvocationText
{
    private const int ShownResultBytes = 4 * 1024;

    public static void Write(CliSession session, IReadOnlyList<Invocation> invocations, DateTimeOffset now)
    {
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(invocations, FaasJson.Default.IReadOnlyListInvocation);
            return;
        }

        if (invocations.Count == 0)
        {
            session.Terminal.Error.WriteNote("No invocations.");
            return;
        }

        var table = new Columns("ID", "FUNCTION", "VERSION", "MODE", "STATUS", "ATTEMPT", "TOTAL", "START", "CREATED");
        foreach (var invocation in invocations)
        {
            table.Add(
                invocation.Id.ToString(),
                invocation.Function,
                invocation.Version,
                invocation.Mode.ToString().ToLowerInvariant(),
                StatusText.Of(invocation.Status),
                Attempts(invocation),
                Amounts.Milliseconds(invocation.TotalMs) ?? "-",
                Start(invocation) ?? "-",
                Amounts.Ago(invocation.CreatedAt, now));
        }

        table.Write(session.Terminal.Output);
    }

    public static void Write(CliSession session, Invocation invocation)
    {
        var output = session.Terminal.Output;
        if (session.Json)
        {
            output.WriteJson(invocation, FaasJson.Default.Invocation);
            return;
        }

        new FieldList()
            .Add("Id", invocation.Id.ToString())
            .Add("Function", $"{invocation.Function} {invocation.Version}")
            .Add("Status", StatusText.Of(invocation.Status))
            .Add("Mode", invocation.Mode.ToString().ToLowerInvariant())
            .Add("Attempt", Attempts(invocation))
            .Add("Progress", ProgressNotes.Of(invocation))
            .Add("Next attempt", Time(invocation.NextAttemptAt))
            .Add("Expires", invocation.IsFinal ? null : Time(invocation.ExpiresAt))
            .Add("Dead", invocation.DeadReason)
            .Add("Key", invocation.IdempotencyKey)
            .Add("Created", Time(invocation.CreatedAt))
            .Add("Started", Time(invocation.StartedAt))
            .Add("Finished", Time(invocation.FinishedAt))
            .Add("Total", Amounts.Milliseconds(invocation.TotalMs))
            .Add("Queue", Amounts.Milliseconds(invocation.QueueMs))
            .Add("Init", Amounts.Milliseconds(invocation.InitMs))
            .Add("Run", Amounts.Milliseconds(invocation.RunMs))
            .Add("CPU time", Amounts.Milliseconds(invocation.CpuMs))
            .Add("Peak memory", Memory(invocation))
            .Add("Bytes", Bytes(invocation.BytesIn, invocation.BytesOut))
            .Add("Network", Bytes(invocation.NetworkReceivedBytes, invocation.NetworkSentBytes))
            .Add("Start", Start(invocation))
            .Add("Worker", invocation.Worker)
            .Add("Trace", invocation.TraceId)
            .Add("Logs", invocation.LogsSize is > 0 and { } size ? Amounts.Bytes(size) : null)
            .Add("Result", Result(invocation))
            .Add("Error", invocation.Error is { } error ? FunctionErrorText.Headline(error) : null)
            .Write(output);

        FunctionErrorText.WriteStackTrace(output, invocation.Error);
    }

    private static string Attempts(Invocation invocation)
        => invocation.MaxAttempts > 1 ? $"{invocation.Attempt} of {invocation.MaxAttempts}" : $"{invocation.Attempt}";

    private static string? Memory(Invocation invocation) => (invocation.PeakMemoryBytes, invocation.MemoryMb) switch
    {
        ({ } peak, { } limit) => $"{Amounts.Bytes(peak)} of {limit} MiB",
        ({ } peak, null) => Amounts.Bytes(peak),
        _ => null,
    };

    private static string? Bytes(long? received, long? sent)
        => received is null && sent is null
            ? null
            : $"{Amounts.Bytes(received ?? 0)} in, {Amounts.Bytes(sent ?? 0)} out";

    private static string? Start(Invocation invocation) => invocation.ColdStart switch
    {
        true => "cold",
        false => "warm",
        null => null,
    };

    private static string? Time(DateTimeOffset? time)
        => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? Result(Invocation invocation)
    {
        var bytes = invocation.GetResultBytes();
        return invocation.ResultEncoding == "base64" || bytes.Length > ShownResultBytes
            ? $"{Amounts.Bytes(bytes.Length)} of {invocation.ContentType}"
            : Printable.Text(Encoding.UTF8.GetString(bytes).TrimEnd());
    }
}
