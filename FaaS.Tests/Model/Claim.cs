using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

/// <summary>One claim of an invocation, as the observer tells it from others, whatever its epoch says.</summary>
internal sealed record Claim(int Invocation, string Owner, int Step, AsyncInvocation Machine, Behaviour Behaviour)
{
    /// <summary>What its holder has said became of it, once that was believed.</summary>
    public InvocationState? SettledAs { get; set; }

    public bool IsLost { get; set; }

    public bool IsOver => SettledAs is not null || IsLost;
}
