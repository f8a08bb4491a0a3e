namespace FaaS.Domain.Invocations;

public enum InvocationMode
{
    Sync,
    Async,
}
