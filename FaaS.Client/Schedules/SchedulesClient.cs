using System.Globalization;
using System.Runtime.CompilerServices;
using FaaS.Client.Errors;
using FaaS.Client.Http;
using FaaS.Client.Json;

namespace FaaS.Client.Schedules;

/// <summary>Functions that run by themselves: <c>/schedules</c>. Wherever a name is taken, the id does as well.
/// </summary>
public sealed class SchedulesClient
{
    private readonly ApiTransport _api;

    internal SchedulesClient(ApiTransport api) => _api = api;

    /// <summary>Has a function run at certain times: <c>POST /schedules</c>.</summary>
    /// <exception cref="FaasException">400 with every wrong field in <c>errors</c>; 404 no such function; 409 the name
    /// is taken; 413 the payload is too large.</exception>
    public Task<ScheduleInfo> CreateAsync(ScheduleDefinition definition, CancellationToken cancellationToken = default)
        => SendAsync(HttpMethod.Post, "schedules", definition, cancellationToken);

    /// <summary>Replaces a schedule, also what the definition leaves out: <c>PUT /schedules/{name}</c>.</summary>
    /// <exception cref="FaasException">As for creation; 404 when there is no such schedule, too.</exception>
    public Task<ScheduleInfo> UpdateAsync(
        string name, ScheduleDefinition definition, CancellationToken cancellationToken = default)
        => SendAsync(HttpMethod.Put, PathOf(name), definition, cancellationToken);

    /// <summary>Reads one schedule: <c>GET /schedules/{name}</c>.</summary>
    /// <exception cref="FaasException">404 when there is no such schedule.</exception>
    public Task<ScheduleInfo> GetAsync(string name, CancellationToken cancellationToken = default)
        => _api.GetAsync(PathOf(name), FaasJson.Default.ScheduleInfo, cancellationToken);

    /// <summary>Reads one page of schedules, by name and without their payloads: <c>GET /schedules</c>.</summary>
    /// <param name="function">Only those of this function; null for all.</param>
    /// <param name="limit">The most items to return, 1 to 1000; 50 when null.</param>
    /// <param name="cursor">The last page's <see cref="Page{T}.NextCursor"/>; null for the first page.</param>
    public Task<Page<ScheduleInfo>> ListAsync(
        string? function = null,
        int? limit = null,
        string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        var path = new QueryText("schedules")
            .With("function", function)
            .With("limit", limit?.ToString(CultureInfo.InvariantCulture))
            .With("cursor", cursor);
        return _api.GetAsync(path.ToString(), FaasJson.Default.PageScheduleInfo, cancellationToken);
    }

    /// <summary>Reads all schedules, page after page, by name.</summary>
    public async IAsyncEnumerable<ScheduleInfo> ListAllAsync(
        string? function = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await ListAsync(function, null, cursor, cancellationToken);
            foreach (var schedule in page.Items)
            {
                yield return schedule;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>When it is due next, or would be if it were enabled: <c>GET /schedules/{name}/next</c>.</summary>
    /// <param name="count">1 to 100; 5 when null.</param>
    /// <exception cref="FaasException">404 when there is no such schedule.</exception>
    public Task<DueTimes> GetNextAsync(
        string name, int? count = null, CancellationToken cancellationToken = default)
    {
        var path = new QueryText($"{PathOf(name)}/next").With("n", count?.ToString(CultureInfo.InvariantCulture));
        return _api.GetAsync(path.ToString(), FaasJson.Default.DueTimes, cancellationToken);
    }

    /// <summary>Deletes a schedule: <c>DELETE /schedules/{name}</c>. What it has fired goes on.</summary>
    /// <exception cref="FaasException">404 when there is no such schedule.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, PathOf(name));
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    private static string PathOf(string name) => $"schedules/{Uri.EscapeDataString(name)}";

    private async Task<ScheduleInfo> SendAsync(
        HttpMethod method, string path, ScheduleDefinition definition, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = ApiTransport.Json(definition, FaasJson.Default.ScheduleDefinition),
        };
        return await _api.SendAsync(request, FaasJson.Default.ScheduleInfo, cancellationToken);
    }
}
