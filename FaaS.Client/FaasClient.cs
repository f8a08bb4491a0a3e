using FaaS.Client.Admin;
using FaaS.Client.DeadLetters;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Http;
using FaaS.Client.Invocations;
using FaaS.Client.Schedules;

namespace FaaS.Client;

/// <summary>
/// The FaaS HTTP API: <c>using var faas = new FaasClient(new Uri("http://localhost:8080"))</c>. Safe to share between
/// threads; one per process is enough.
/// </summary>
/// <remarks>
/// Every method throws <see cref="FaasException"/> when the API answers with an error, <see
/// cref="HttpRequestException"/> when it cannot be reached, and <see cref="OperationCanceledException"/> when its
/// token fires. Nothing is retried and nothing times out by itself: a function may run for 15 minutes, so bound a call
/// with its token. Source: <c>GET /openapi/v1.json</c> of the API.
/// </remarks>
public sealed class FaasClient : IDisposable
{
    private readonly HttpClient? _owned;

    /// <summary>Opens a client with connections of its own, which <see cref="Dispose"/> closes.</summary>
    /// <param name="baseAddress">Where the API listens, such as <c>http://localhost:8080</c>; a path is kept.</param>
    public FaasClient(Uri baseAddress)
        : this(Connect(baseAddress))
        => _owned = Transport.Http;

    /// <summary>Uses connections that the caller made (a factory's, a test server's) and disposes of.</summary>
    /// <param name="http">With its BaseAddress set; its Timeout bounds every call, long polls included.</param>
    public FaasClient(HttpClient http)
    {
        Transport = new ApiTransport(http);
        Functions = new FunctionsClient(Transport);
        Invocations = new InvocationsClient(Transport);
        Schedules = new SchedulesClient(Transport);
        DeadLetters = new DeadLettersClient(Transport);
        Admin = new AdminClient(Transport);
    }

    /// <summary>Create, read, update and delete functions: <c>/functions</c>.</summary>
    public FunctionsClient Functions { get; }

    /// <summary>Run functions, see what became of it: <c>/functions/{name}/invoke</c>, <c>/invocations</c>.</summary>
    public InvocationsClient Invocations { get; }

    /// <summary>Have functions run by themselves: <c>/schedules</c>.</summary>
    public SchedulesClient Schedules { get; }

    /// <summary>What could not succeed, and giving it another chance: <c>/dead-letters</c>.</summary>
    public DeadLettersClient DeadLetters { get; }

    /// <summary>How the platform itself is doing: <c>/admin</c>, <c>/health</c>.</summary>
    public AdminClient Admin { get; }

    private ApiTransport Transport { get; }

    public void Dispose() => _owned?.Dispose();

    private static HttpClient Connect(Uri baseAddress)
    {
        var root = new UriBuilder(baseAddress) { Path = baseAddress.AbsolutePath.TrimEnd('/') + "/" }.Uri;
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) };
        return new HttpClient(handler) { BaseAddress = root, Timeout = Timeout.InfiniteTimeSpan };
    }
}
