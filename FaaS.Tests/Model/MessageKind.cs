namespace FaaS.Tests.Model;

internal enum MessageKind
{
    Invoke,
    Cancel,
    Outcome,
}
