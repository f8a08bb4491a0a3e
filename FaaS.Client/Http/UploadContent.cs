using System.Net;
using System.Net.Http.Headers;

namespace FaaS.Client.Http;

/// <summary>A body that reports while it is sent.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int PieceBytes = 64 * 1024;

    private readonly byte[] _body;
    private readonly IProgress<UploadProgress> _progress;

    public UploadContent(byte[] body, string mediaType, IProgress<UploadProgress> progress)
    {
        _body = body;
        _progress = progress;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < _body.Length;)
        {
            var piece = Math.Min(PieceBytes, _body.Length - sent);
            await stream.WriteAsync(_body.AsMemory(sent, piece), cancellationToken);
            sent += piece;
            _progress.Report(new UploadProgress(sent, _body.Length));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
