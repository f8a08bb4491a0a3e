namespace FaaS.Domain.Invocations;

public enum InvocationPriority
{
    High,
    Normal,
    Low,
}
