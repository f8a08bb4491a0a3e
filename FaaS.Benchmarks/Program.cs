using FaaS.Benchmarks;
using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;

if (args is [KestrelEcho.Command, var port])
{
    return await KestrelEcho.RunAsync(port);
}

SocketEngine.UseOneThread();
return await BenchCommand.Create().Parse(args).InvokeAsync();
