using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using FaaS.Infrastructure.Deliveries;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Deliveries;

/// <summary>
/// POSTs signed events to URLs that users chose. The address is checked where the connection is made, after the name
/// was looked up, so that no name can lead to where no address may.
/// </summary>
internal sealed partial class WebhookSender : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly CallbackAddresses _addresses;
    private readonly HostAddresses _hosts;
    private readonly TimeProvider _timeProvider;
    private readonly DeliveryOptions _options;
    private readonly ILogger<WebhookSender> _logger;
    private readonly HttpMessageInvoker _http;

    public WebhookSender(
        CallbackAddresses addresses,
        HostAddresses hosts,
        IOptions<DeliveryOptions> options,
        TimeProvider timeProvider,
        ILogger<WebhookSender> logger)
    {
        (_addresses, _hosts, _options, _timeProvider) = (addresses, hosts, options.Value, timeProvider);
        _logger = logger;
        _http = new(new SocketsHttpHandler
        {
            // A proxy would look up the name itself, and a redirect lead anywhere.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = _options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16,
            ConnectCallback = ConnectAsync,
        });
    }

    public async Task<DeliveryAnswer> SendAsync(
        ClaimedDelivery delivery, byte[] body, CancellationToken cancellationToken)
    {
        var url = delivery.Destination.Url!;
        if (_addresses.Refuse(url) is { } reason)
        {
            return new(null, reason, IsFinal: true, null);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        using var request = Request(delivery, url, body);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            return AnswerOf(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"No answer within {_options.Timeout.TotalSeconds:0.#} s.", IsFinal: false, null);
        }
        catch (HttpRequestException exception)
        {
            return new(null, exception.InnerException?.Message ?? exception.Message, IsFinal: false, null);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(ClaimedDelivery delivery, Uri url, byte[] body)
    {
        var (id, now) = ($"{delivery.Id}", _timeProvider.GetUtcNow());
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.UserAgent.ParseAdd("faas-webhooks/1");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", $"{now.ToUnixTimeSeconds()}");
        request.Headers.Add(
            "webhook-signature", WebhookSignature.Of(delivery.Destination.Secret ?? "", id, now, body));
        return request;
    }

    private DeliveryAnswer AnswerOf(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return new(status, null, IsFinal: true, null);
        }

        var retryAfter = response.Headers.RetryAfter is { } asked
            ? asked.Delta ?? asked.Date - _timeProvider.GetUtcNow()
            : null;

        // Gone: the receiver does not want to hear of it again.
        return new(status, $"The receiver answered {status}.", response.StatusCode is HttpStatusCode.Gone, retryAfter);
    }

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var found = await _hosts(endPoint.Host, cancellationToken);
        var allowed = found.Where(_addresses.Allows).ToArray();
        if (allowed is [])
        {
            // To say which would let users ask for the names of the network that the platform runs in.
            Log.NotPublic(_logger, endPoint.Host, string.Join(", ", found.Select(address => $"{address}")));
            throw new HttpRequestException($"{endPoint.Host} does not lead to a public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "No webhook was called: {Host} leads to {Addresses}, none of them public.")]
        public static partial void NotPublic(ILogger logger, string host, string addresses);
    }
}
