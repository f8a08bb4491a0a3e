using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>Stands between a process and Postgres, and can keep an answer from it after the commit.</summary>
internal sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private byte[]? _doomed;
    private int _cuts;

    public PostgresProxy(string connectionString)
    {
        _server = new(connectionString);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
    }.ConnectionString;

    public int Cuts => Volatile.Read(ref _cuts);

    // Ready for the next query, in no transaction: what there was is committed.
    private static ReadOnlySpan<byte> Ready => [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    /// <summary>The connection is lost instead of the answer to the next statement with this in it.</summary>
    public void CutAnswerTo(string text) => Volatile.Write(ref _doomed, Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = RelayAsync(client, _stop.Token);
        }
    }

    private async Task RelayAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(_server.Host!, _server.Port, cancellationToken);
            var isDoomed = new StrongBox<bool>();
            var ways = new[]
            {
                AskAsync(client.GetStream(), server.GetStream(), isDoomed, cancellationToken),
                AnswerAsync(server.GetStream(), client.GetStream(), isDoomed, cancellationToken),
            };
            await (await Task.WhenAny(ways)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(
        NetworkStream client, NetworkStream server, StrongBox<bool> isDoomed, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var seen = new List<byte>();
        for (int read; (read = await client.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (Volatile.Read(ref _doomed) is { } doomed)
            {
                seen.AddRange(buffer.AsSpan(0, read));
                if (CollectionsMarshal.AsSpan(seen).IndexOf(doomed) >= 0
                    && Interlocked.CompareExchange(ref _doomed, null, doomed) == doomed)
                {
                    isDoomed.Value = true;
                }
            }

            await server.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private async Task AnswerAsync(
        NetworkStream server, NetworkStream client, StrongBox<bool> isDoomed, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await server.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (!isDoomed.Value)
            {
                await client.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            else if (buffer.AsSpan(0, read).EndsWith(Ready))
            {
                Interlocked.Increment(ref _cuts);
                return;
            }
        }
    }
}
