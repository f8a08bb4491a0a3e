using System.Globalization;
using System.Net;
using FaaS.Client.Http;
using FaaS.Client.Json;

namespace FaaS.Client.Admin;

/// <summary>The platform's own state, and what an operator may do to it: <c>/health/ready</c>,
/// <c>/admin/workers</c>, <c>/admin/rebalance</c>, <c>/admin/queues</c>, <c>/admin/conservation</c>,
/// <c>/admin/leader</c>, <c>/admin/autoscale</c>, <c>/admin/usage</c>.</summary>
public sealed class AdminClient
{
    private readonly ApiTransport _api;

    internal AdminClient(ApiTransport api) => _api = api;

    /// <summary>Asks whether the Api can work and, if it cannot, what it lacks: <c>GET /health/ready</c>. Being
    /// unhealthy is an answer, not an exception.</summary>
    public async Task<HealthReport> GetHealthAsync(CancellationToken cancellationToken = default)
    {
        using var response = await _api.Http.GetAsync(
            new Uri("health/ready", UriKind.Relative),
            cancellationToken);
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable
            ? await ApiTransport.ReadAsync(response, FaasJson.Default.HealthReport, cancellationToken)
            : throw await ApiTransport.ErrorAsync(response, cancellationToken);
    }

    /// <summary>The workers that are connected now: <c>GET /admin/workers</c>.</summary>
    public async Task<IReadOnlyList<WorkerInfo>> ListWorkersAsync(CancellationToken cancellationToken = default)
        => (await _api.GetAsync("admin/workers", FaasJson.Default.PageWorkerInfo, cancellationToken)).Items;

    /// <summary>Has a worker finish what runs, take nothing new, and leave: <c>POST /admin/workers/{id}/drain</c>.
    /// </summary>
    /// <exception cref="Errors.FaasException">No such worker is connected.</exception>
    public async Task<WorkerInfo> DrainWorkerAsync(string id, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"admin/workers/{Uri.EscapeDataString(id)}/drain");
        return await _api.SendAsync(request, FaasJson.Default.WorkerInfo, cancellationToken);
    }

    /// <summary>Spreads warm functions over the workers as if all had just joined: <c>POST /admin/rebalance</c>.
    /// </summary>
    public async Task<RebalanceInfo> RebalanceAsync(CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "admin/rebalance");
        return await _api.SendAsync(request, FaasJson.Default.RebalanceInfo, cancellationToken);
    }

    /// <summary>How much asynchronous work there is, by state: <c>GET /admin/queues</c>.</summary>
    public Task<QueueInfo> GetQueuesAsync(CancellationToken cancellationToken = default)
        => _api.GetAsync("admin/queues", FaasJson.Default.QueueInfo, cancellationToken);

    /// <summary>Which scheduler leads: <c>GET /admin/leader</c>.</summary>
    public Task<LeaderInfo> GetLeaderAsync(CancellationToken cancellationToken = default)
        => _api.GetAsync("admin/leader", FaasJson.Default.LeaderInfo, cancellationToken);

    /// <summary>How many workers there should be, and why: <c>GET /admin/autoscale</c>.</summary>
    public Task<AutoscaleInfo> GetAutoscaleAsync(CancellationToken cancellationToken = default)
        => _api.GetAsync("admin/autoscale", FaasJson.Default.AutoscaleInfo, cancellationToken);

    /// <summary>Whether every asynchronous invocation is accounted for: <c>GET /admin/conservation</c>.</summary>
    public Task<ConservationInfo> GetConservationAsync(CancellationToken cancellationToken = default)
        => _api.GetAsync("admin/conservation", FaasJson.Default.ConservationInfo, cancellationToken);

    /// <summary>What tenants have used by the hour, the newest first, and their budgets: <c>GET /admin/usage</c>.
    /// </summary>
    /// <param name="tenant">Null for all.</param>
    /// <param name="hours">How many hours to look back, this one included: 1 to 744.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<IReadOnlyList<UsageInfo>> GetUsageAsync(
        string? tenant = null,
        int hours = 1,
        CancellationToken cancellationToken = default)
    {
        var path = new QueryText("admin/usage")
            .With("tenant", tenant)
            .With("hours", hours.ToString(CultureInfo.InvariantCulture))
            .ToString();
        return (await _api.GetAsync(path, FaasJson.Default.PageUsageInfo, cancellationToken)).Items;
    }
}
