extern alias worker;

using FaaS.Domain.Functions;
using worker::FaaS.Worker.Code;

namespace FaaS.Tests.Worker.Sandboxes;

/// <summary>A dispatcher that does not send the code, and goes when a test says so.</summary>
internal sealed class FakeSource(string lastWords) : ICodeSource
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsGone => _gone.Task.IsCompleted;

    public Task Asked => _asked.Task;

    /// <summary>It stays, and has no code.</summary>
    public bool Refuses { get; init; }

    public void Leave() => _gone.TrySetResult();

    public async Task FetchAsync(CodeDigest digest, Stream destination, CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await (Refuses ? Task.CompletedTask : _gone.Task.WaitAsync(cancellationToken));
        throw new CodeException(lastWords);
    }
}
