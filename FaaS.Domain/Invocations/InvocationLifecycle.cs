namespace FaaS.Domain.Invocations;

/// <summary>
/// Which state may follow which. Every statement that changes a state in Postgres is conditional on the state it
/// leaves, so that two writers cannot both make the same move.
/// </summary>
public static class InvocationLifecycle
{
    public static IReadOnlyList<InvocationState> FinalStates { get; } =
        [.. Enum.GetValues<InvocationState>().Where(state => state.IsFinal())];

    public static bool IsFinal(this InvocationState state)
        => state is not (InvocationState.Queued or InvocationState.Running);

    public static bool MayBecome(this InvocationState from, InvocationState to, InvocationMode mode)
        => (from, to) switch
        {
            (InvocationState.Queued, InvocationState.Running) => true,
            (InvocationState.Queued, InvocationState.Cancelled) => true,
            (InvocationState.Queued, InvocationState.Dead) => mode == InvocationMode.Async,
            (InvocationState.Running, InvocationState.Succeeded) => true,
            (InvocationState.Running, InvocationState.Cancelled) => true,
            (InvocationState.Running, InvocationState.Queued) => mode == InvocationMode.Async,
            (InvocationState.Running, InvocationState.Dead) => mode == InvocationMode.Async,
            (InvocationState.Running, InvocationState.Failed) => mode == InvocationMode.Sync,
            (InvocationState.Running, InvocationState.TimedOut) => mode == InvocationMode.Sync,
            _ => false,
        };
}
