namespace FaaS.Worker.Docker;

internal sealed class DockerException(DockerFault fault, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public DockerFault Fault { get; } = fault;
}
