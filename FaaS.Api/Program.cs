using FaaS.Api.Admin;
using FaaS.Api.Functions;
using FaaS.Api.Http;
using FaaS.Api.Invocations;
using FaaS.Api.Migrations;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Infrastructure;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Objects;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Infrastructure.Workers;

if (args is [MigrateCommand.Name, .. var rest])
{
    return await MigrateCommand.RunAsync(rest);
}

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddProblems();
builder.AddApiJson();
builder.AddApiDescription();
builder.AddFaasStores();
builder.AddCodeStore();
builder.AddDispatch();
builder.AddWorkers(DispatcherKind.Api);
builder.AddFunctions();
builder.AddSynchronousInvocations();

var app = builder.Build();

app.MapDefaultEndpoints();
app.UseOversizedBodyAnswers();
app.MapApiDescription();
app.MapWorkers();
app.MapFunctions();
app.MapSynchronousInvocations();
app.MapWorkerAdmin();

app.Run();
return 0;
