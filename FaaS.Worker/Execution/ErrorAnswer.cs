using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Worker.Execution;

internal static class ErrorAnswer
{
    public static void Send(FrameConnection dispatcher, ulong stream, InvocationFailure failure, StatsMeta? stats)
        => dispatcher.Send(
            FrameType.Error,
            stream,
            new ErrorMeta(
                failure.Kind, failure.Type, failure.Message, stats, failure.RetryAfter?.TotalMilliseconds),
            ProtocolJson.Default.ErrorMeta,
            Encoding.UTF8.GetBytes(failure.Detail));
}
