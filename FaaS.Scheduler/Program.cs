using FaaS.Infrastructure;
using FaaS.Infrastructure.Objects;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Infrastructure.Workers;
using FaaS.Scheduler;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.ListenByDefault(8081);
builder.AddFaasStores();
builder.AddCodeStore();
builder.AddWorkers(DispatcherKind.Scheduler);
builder.AddScheduler();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapWorkers();

app.Run();
