using FaaS.Api.Admin;
using FaaS.Api.DeadLetters;
using FaaS.Api.Deliveries;
using FaaS.Api.Functions;
using FaaS.Api.Http;
using FaaS.Api.Invocations;
using FaaS.Api.Migrations;
using FaaS.Api.Schedules;
using FaaS.Infrastructure;
using FaaS.Infrastructure.Objects;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Infrastructure.Workers;

if (args is [MigrateCommand.Name, .. var rest])
{
    return await MigrateCommand.RunAsync(rest);
}

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.ListenByDefault(8080);
builder.AddApiConventions();
builder.AddFaasStores();
builder.AddCodeStore();
builder.AddWorkers(DispatcherKind.Api);
builder.AddFunctions();
builder.AddSynchronousInvocations();
builder.AddAsynchronousInvocations();
builder.AddDeadLetters();
builder.AddSchedules();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapApiConventions();
app.MapWorkers();
app.MapFunctions();
app.MapInvocations();
app.MapDeadLetters();
app.MapDeliveries();
app.MapSchedules();
app.MapWorkerAdmin();
app.MapQueueAdmin();
app.MapLeaderAdmin();
app.MapUsageAdmin();
app.MapAutoscaleAdmin();

app.Run();
return 0;
