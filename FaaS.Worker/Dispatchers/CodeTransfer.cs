using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;
using FaaS.Worker.Code;

namespace FaaS.Worker.Dispatchers;

/// <summary>Code on its way from a dispatcher, chunk by chunk.</summary>
internal sealed class CodeTransfer(Stream destination)
{
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;

    public Task Completed => _completed.Task;

    /// <summary>True when it is over.</summary>
    public bool Add(in Frame chunk)
    {
        _received += chunk.Payload.Length;
        if (_received > FunctionLimits.MaxCodeBytes)
        {
            Fail("The dispatcher sends more code than a function may have.");
            return true;
        }

        // On the reading thread: there is no flow control but that of the connection, so a line of chunks would either
        // hold all of the code in memory or make this wait all the same. It writes to the cache of the file system.
        try
        {
            destination.Write(chunk.Payload);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            _completed.TrySetException(new CodeException("The code cannot be written to the cache.", exception));
            return true;
        }

        return chunk.IsEnd && _completed.TrySetResult();
    }

    public void Fail(string reason) => _completed.TrySetException(new CodeException(reason));
}
