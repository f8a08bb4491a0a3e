using System.Globalization;
using System.Text.Json;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Http;
using FaaS.Client.Json;

namespace FaaS.Client.Invocations;

/// <summary>Running functions, and the records of it: <c>/functions/{name}/invoke</c>, <c>/invocations</c>.</summary>
public sealed class InvocationsClient
{
    private readonly ApiTransport _api;

    internal InvocationsClient(ApiTransport api) => _api = api;

    /// <summary>Runs a function and waits for its answer: <c>POST /functions/{name}/invoke</c>.</summary>
    /// <param name="function">Its name or id.</param>
    /// <param name="payload">At most 6 MB; <see cref="Payload.Empty"/> when null.</param>
    /// <exception cref="FaasException">404 no such function; 413 payload too large; 429 too many at once and 503 no
    /// capacity, both with RetryAfter; 502 when the function failed and 504 when it ran out of time, both with
    /// <c>error</c>.</exception>
    public Task<InvokeResult> InvokeAsync(
        string function,
        Payload? payload = null,
        CancellationToken cancellationToken = default)
        => InvokeAsync(function, payload, new(), cancellationToken);

    /// <summary>The same, with headers for the function, or once for an idempotency key.</summary>
    /// <exception cref="FaasException">Also: 422 when the key stands for another request; 409 when what became of the
    /// first one is not known.</exception>
    public async Task<InvokeResult> InvokeAsync(
        string function,
        Payload? payload,
        InvokeOptions options,
        CancellationToken cancellationToken = default)
    {
        using var request = Post($"{FunctionsClient.PathOf(function)}/invoke", payload, options);
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await InvokeResult.ReadAsync(response, cancellationToken);
    }

    /// <summary>Accepts work to be run later, durably: <c>POST /functions/{name}/invoke-async</c>. When this returns,
    /// the invocation is stored and will run at least once.</summary>
    /// <param name="function">Its name or id.</param>
    /// <param name="payload">At most 1 MB; <see cref="Payload.Empty"/> when null.</param>
    /// <returns>The invocation, queued.</returns>
    /// <exception cref="FaasException">404 no such function; 413 payload too large; 503 it could not be
    /// stored.</exception>
    public Task<Invocation> EnqueueAsync(
        string function,
        Payload? payload = null,
        CancellationToken cancellationToken = default)
        => EnqueueAsync(function, payload, new(), cancellationToken);

    /// <summary>The same, with a time, a priority, headers for the function, or once for an idempotency key.</summary>
    /// <returns>The invocation, queued; or as it is now, where an earlier request with the same key has made
    /// it.</returns>
    /// <exception cref="FaasException">Also: 400 for times that make no sense; 422 when the key stands for another
    /// request.</exception>
    public async Task<Invocation> EnqueueAsync(
        string function,
        Payload? payload,
        EnqueueOptions options,
        CancellationToken cancellationToken = default)
    {
        using var request = Post($"{FunctionsClient.PathOf(function)}/invoke-async", payload, options);
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var invocation = await ApiTransport.ReadAsync(response, FaasJson.Default.Invocation, cancellationToken);
        return invocation with { Replayed = response.Headers.IsReplay() };
    }

    /// <summary>Reads one invocation: <c>GET /invocations/{id}</c>.</summary>
    /// <param name="wait">When not null: answers as soon as the invocation is final, or after this long with what it
    /// then is. At most 60 s.</param>
    /// <exception cref="FaasException">404 when there is no such invocation; 400 when the wait is too long.</exception>
    public Task<Invocation> GetAsync(Guid id, TimeSpan? wait = null, CancellationToken cancellationToken = default)
    {
        var path = new QueryText($"invocations/{id}").With("wait", wait is { } time ? DurationText.Format(time) : null);
        return _api.GetAsync(path.ToString(), FaasJson.Default.Invocation, cancellationToken);
    }

    /// <summary>Waits until an invocation is final, however long that takes, by long polls.</summary>
    /// <exception cref="FaasException">404 when there is no such invocation.</exception>
    public Task<Invocation> WaitAsync(Guid id, CancellationToken cancellationToken = default)
        => WaitAsync(id, null, cancellationToken);

    /// <summary>The same, with a look every second.</summary>
    /// <param name="progress">Hears of each look, the last one included; null: fewer looks.</param>
    /// <exception cref="FaasException">404 when there is no such invocation.</exception>
    public async Task<Invocation> WaitAsync(
        Guid id,
        IProgress<Invocation>? progress,
        CancellationToken cancellationToken = default)
    {
        var poll = TimeSpan.FromSeconds(progress is null ? 25 : 1);
        while (true)
        {
            var invocation = await GetAsync(id, poll, cancellationToken);
            progress?.Report(invocation);
            if (invocation.IsFinal)
            {
                return invocation;
            }
        }
    }

    /// <summary>Reads one page of invocations, newest first, without their results: <c>GET /invocations</c>.</summary>
    /// <param name="limit">The most items to return, 1 to 1000; 50 when null.</param>
    /// <param name="cursor">The last page's <see cref="Page{T}.NextCursor"/>; null for the first page.</param>
    public Task<Page<Invocation>> ListAsync(
        InvocationFilter? filter = null,
        int? limit = null,
        string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        var path = new QueryText("invocations")
            .With("function", filter?.Function)
            .With("status", filter?.Status is { } status ? NameOf(status) : null)
            .With("mode", filter?.Mode is { } mode ? NameOf(mode) : null)
            .With("since", filter?.Since?.ToString("O", CultureInfo.InvariantCulture))
            .With("until", filter?.Until?.ToString("O", CultureInfo.InvariantCulture))
            .With("limit", limit?.ToString(CultureInfo.InvariantCulture))
            .With("cursor", cursor);
        return _api.GetAsync(path.ToString(), FaasJson.Default.PageInvocation, cancellationToken);
    }

    /// <summary>Reads what the function wrote to stdout and stderr: <c>GET /invocations/{id}/logs</c>.</summary>
    /// <returns>At most 256 KB: head and tail, with a mark where more was written.</returns>
    /// <exception cref="FaasException">404 when there is no such invocation.</exception>
    public async Task<string> GetLogsAsync(Guid id, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"invocations/{id}/logs");
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Copies the logs to a stream while they are written, until the invocation is final: <c>GET
    /// /invocations/{id}/logs?follow=true</c>.</summary>
    /// <param name="destination">Gets UTF-8 text; flushed after each piece.</param>
    /// <exception cref="FaasException">404 when there is no such invocation.</exception>
    /// <exception cref="HttpIOException">The connection broke before the end.</exception>
    public async Task FollowLogsAsync(Guid id, Stream destination, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"invocations/{id}/logs?follow=true");
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);

        var buffer = new byte[16 * 1024];
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await destination.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Lists what a function has saved for its next attempt: <c>GET
    /// /invocations/{id}/checkpoints</c>.</summary>
    /// <returns>By name, without their contents; empty when the invocation has succeeded.</returns>
    /// <exception cref="FaasException">404 when there is no such invocation.</exception>
    public async Task<IReadOnlyList<Checkpoint>> ListCheckpointsAsync(
        Guid id,
        CancellationToken cancellationToken = default)
        => (await _api.GetAsync(
            $"invocations/{id}/checkpoints",
            FaasJson.Default.PageCheckpoint,
            cancellationToken)).Items;

    /// <summary>Reads a checkpoint as the function saved it: <c>GET /invocations/{id}/checkpoints/{name}</c>.</summary>
    /// <exception cref="FaasException">404 when there is no such invocation, or no checkpoint of this
    /// name.</exception>
    public async Task<byte[]> ReadCheckpointAsync(
        Guid id,
        string name,
        CancellationToken cancellationToken = default)
    {
        var path = $"invocations/{id}/checkpoints/{Uri.EscapeDataString(name)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Every execution of an invocation, oldest first: <c>GET /invocations/{id}/attempts</c>.</summary>
    public async Task<IReadOnlyList<Attempt>> GetAttemptsAsync(Guid id, CancellationToken cancellationToken = default)
        => (await _api.GetAsync($"invocations/{id}/attempts", FaasJson.Default.PageAttempt, cancellationToken)).Items;

    /// <summary>Whether the function's destinations have been told of an invocation's end:
    /// <c>GET /invocations/{id}/deliveries</c>.</summary>
    /// <exception cref="FaasException">404 when there is no such invocation.</exception>
    public async Task<IReadOnlyList<Delivery>> ListDeliveriesAsync(
        Guid id,
        CancellationToken cancellationToken = default)
        => (await _api.GetAsync(
            $"invocations/{id}/deliveries",
            FaasJson.Default.PageDelivery,
            cancellationToken)).Items;

    /// <summary>Asks for an invocation to be stopped: <c>POST /invocations/{id}/cancel</c>. A queued one never starts;
    /// of a running one, the sandbox is killed.</summary>
    /// <returns>The invocation as it is now; it may still be running for a moment.</returns>
    /// <exception cref="FaasException">404 when there is no such invocation; 409 when it is final already.</exception>
    public async Task<Invocation> CancelAsync(Guid id, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"invocations/{id}/cancel");
        return await _api.SendAsync(request, FaasJson.Default.Invocation, cancellationToken);
    }

    private static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static HttpRequestMessage Post(string path, Payload? payload, InvokeOptions options)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = (payload ?? Payload.Empty).ToHttpContent(),
        };
        options.AddTo(request);
        return request;
    }
}
