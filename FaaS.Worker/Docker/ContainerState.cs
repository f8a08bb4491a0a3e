namespace FaaS.Worker.Docker;

internal sealed record ContainerState(bool Running, int Pid, int ExitCode, bool OOMKilled);
