namespace FaaS.Protocol.Frames;

public enum FrameType : byte
{
    Hello = 1,
    Welcome = 2,
    Load = 3,
    Init = 4,
    Invoke = 5,
    Result = 6,
    Error = 7,
    Log = 8,
    Fetch = 9,
    Chunk = 10,
    Cancel = 11,
    Ping = 12,
    Pong = 13,
    Goodbye = 14,
    Checkpoint = 15,
    Recall = 16,
    Kept = 17,
    Progress = 18,
    Drain = 19,
    Evict = 20,
}
