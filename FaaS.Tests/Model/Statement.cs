namespace FaaS.Tests.Model;

/// <summary>
/// A statement on its way to Postgres and back. Its sender may die, or stop waiting for it, at any time: it may be
/// committed all the same, and late.
/// </summary>
/// <param name="sender">Who waits for the answer.</param>
/// <param name="text">What it does.</param>
/// <param name="commit">Changes all its rows at once; what it returns is what the sender does with the answer.</param>
/// <param name="lost">What the sender does when the connection breaks.</param>
internal sealed class Statement(Process sender, string text, Func<Action> commit, Action lost)
{
    private readonly int _life = sender.Life;
    private Action? _answer;
    private bool _isGivenUp;

    public Process Sender { get; } = sender;

    public string Text { get; } = $"{sender.Id} {text}";

    public bool IsCommitted => _answer is not null;

    public bool IsAwaited => !_isGivenUp && Sender.IsAlive && Sender.Life == _life;

    public void Commit() => _answer = commit();

    public void Answer() => _answer!();

    public void GiveUp()
    {
        _isGivenUp = true;
        lost();
    }
}
