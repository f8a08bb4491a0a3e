extern alias benchmarks;

using System.Diagnostics;
using benchmarks::FaaS.Benchmarks.Load;

namespace FaaS.Tests.Benchmarks;

/// <summary>Answers at once.</summary>
/// <param name="answer">Null, or an error, by the number of the call.</param>
internal sealed class ScriptedCaller(Func<int, string?> answer) : ICaller
{
    private readonly long _madeAt = Stopwatch.GetTimestamp();

    public int Calls { get; private set; }

    public TimeSpan FirstCallAt { get; private set; }

    public ValueTask<string?> CallAsync(CancellationToken cancellationToken)
    {
        if (Calls == 0)
        {
            FirstCallAt = Stopwatch.GetElapsedTime(_madeAt);
        }

        return ValueTask.FromResult(answer(Calls++));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
