using System.Buffers;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Objects;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace FaaS.Infrastructure.Workers;

/// <summary>Streams code to the worker of one connection, which fetches only what it was told to run.</summary>
internal sealed partial class CodeUploads(FrameConnection connection, ICodeStore store, ILogger logger)
{
    private const int MaxAtOnce = 16;

    private int _running;

    public void Start(ulong stream, FetchCode fetch, LoadedVersions loaded)
    {
        if (stream % 2 == 0)
        {
            throw new FrameException("A worker opens odd streams.");
        }

        if (!CodeDigest.TryParse(fetch.CodeDigest, out var digest) || !loaded.Mentions(digest))
        {
            Refuse(stream, "UnknownCode", "No function that was loaded here has this code.");
        }
        else if (Interlocked.Increment(ref _running) > MaxAtOnce)
        {
            Interlocked.Decrement(ref _running);
            Refuse(stream, "TooManyFetches", $"No more than {MaxAtOnce} at once.");
        }
        else
        {
            _ = UploadAsync(stream, digest);
        }
    }

    private async Task UploadAsync(ulong stream, CodeDigest digest)
    {
        // The read loop goes on while the store is asked.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await using var code = await store.OpenAsync(digest, connection.Closed);
            if (code is null)
            {
                Refuse(stream, "UnknownCode", "The object store does not have this code.");
                return;
            }

            await SendAsync(stream, code, connection.Closed);
        }
        catch (OperationCanceledException) when (connection.Closed.IsCancellationRequested)
        {
            // Nobody is left to send it to.
        }
#pragma warning disable CA1031 // Whatever the store throws, the worker waits for an answer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, digest);
            Refuse(stream, "StoreFailed", "The object store does not answer.");
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task SendAsync(ulong stream, Stream code, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FrameLimits.MaxChunkBytes);
        try
        {
            int read;
            do
            {
                read = await code.ReadAtLeastAsync(
                    buffer.AsMemory(0, FrameLimits.MaxChunkBytes),
                    FrameLimits.MaxChunkBytes,
                    throwOnEndOfStream: false,
                    cancellationToken);

                // Invocations on the same connection wait for one chunk at most.
                await connection.WaitForRoomAsync(FrameLimits.MaxChunkBytes, cancellationToken);
                connection.Send(
                    FrameType.Chunk,
                    stream,
                    payload: buffer.AsSpan(0, read),
                    flags: read < FrameLimits.MaxChunkBytes ? FrameFlags.End : FrameFlags.None);
            }
            while (read == FrameLimits.MaxChunkBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Refuse(ulong stream, string type, string message)
        => connection.Send(
            FrameType.Error,
            stream,
            new(FailureKind.PlatformError, type, message, null),
            ProtocolJson.Default.ErrorMeta);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Code {Digest} cannot be sent to a worker.")]
        public static partial void Failed(ILogger logger, Exception exception, CodeDigest digest);
    }
}
