using FaaS.Protocol.Frames;

namespace FaaS.Tests.Protocol;

internal sealed record ReceivedFrame(FrameType Type, ulong Stream, bool IsEnd, byte[] Meta, byte[] Payload);
