using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FaaS.Benchmarks.Load;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FaaS.Benchmarks.Baselines;

/// <summary>What the first process of B5 runs: Kestrel, and a frame to the relay for each request.</summary>
internal sealed class ChainFront(FrameConnection relay) : IFrameHandler
{
    /// <summary>The word on our command line that starts it.</summary>
    public const string Command = "chain-front";

    private static readonly byte[] Meta = ProtocolMeta.Write(Hello.Invoke, ProtocolJson.Default.Invoke).ToArray();

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<byte[]>> _open = new();

    public static async Task<int> RunAsync(string port, string relayPort)
    {
        SocketEngine.CompleteInline();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, int.Parse(relayPort, CultureInfo.InvariantCulture));
        await using var relay = new FrameConnection(
            new NetworkStream(socket, ownsSocket: true), ConnectionSide.Dialled, TimeProvider.System);
        var front = new ChainFront(relay);
        var reading = relay.RunAsync(front, CancellationToken.None);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = true);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(front.AnswerAsync);
        await app.StartAsync();
        await reading;
        return 0;
    }

    public void OnFrame(in Frame frame)
    {
        if (_open.TryRemove(frame.Stream, out var answer))
        {
            answer.SetResult(frame.Payload.ToArray());
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = new byte[context.Request.ContentLength ?? 0];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);

        // Whoever reads the answer goes on with it: no thread is woken for that.
        var answer = new TaskCompletionSource<byte[]>();
        var stream = relay.NextStream();
        _open[stream] = answer;
        relay.Send(FrameType.Invoke, stream, Meta, body);
        var result = await answer.Task;

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = result.Length;
        await context.Response.Body.WriteAsync(result, context.RequestAborted);
    }
}
