using FaaS.Worker;

SocketThreads.RunContinuations();
var builder = Host.CreateApplicationBuilder(args);

builder.AddServiceDefaults();
builder.AddWorker();

builder.Build().Run();
