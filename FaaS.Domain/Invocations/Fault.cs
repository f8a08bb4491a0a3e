namespace FaaS.Domain.Invocations;

/// <summary>Who has to act on a failure.</summary>
public enum Fault
{
    Function,
    Caller,
    Platform,
}
