namespace FaaS.Worker.Sandboxes;

internal sealed partial class Sandbox
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Idle sandbox {Sandbox} was lost: {Reason}")]
        public static partial void LostIdle(ILogger logger, string sandbox, string reason);

        [LoggerMessage(LogLevel.Error, "Reading from sandbox {Sandbox} failed.")]
        public static partial void ReadFailed(ILogger logger, string sandbox, Exception exception);
    }
}
