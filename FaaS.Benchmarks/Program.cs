using FaaS.Benchmarks;
using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;

switch (args)
{
    case [KestrelEcho.Command, var port]:
        return await KestrelEcho.RunAsync(port);
    case [ChainFront.Command, var port, var relayPort]:
        return await ChainFront.RunAsync(port, relayPort);
    case [ChainRelay.Command, var port, var runtime, .. var sockets]:
        return await ChainRelay.RunAsync(port, runtime, sockets);
    default:
        SocketEngine.UseOneThread();
        return await BenchCommand.Create().Parse(args).InvokeAsync();
}
