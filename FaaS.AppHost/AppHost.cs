using FaaS.AppHost;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var images = builder.Configuration.GetSection("Images");
var keepData = builder.Configuration.GetValue("KeepData", true);
var apiPort = builder.Configuration.GetValue("LocalHost:ApiPort", 8080);

builder.AddKubernetesEnvironment("k8s")
    .WithHelm(helm => helm.WithChartName("faas").WithNamespace("faas"))
    .WithDashboard(false)
    .WithProperties(k8s =>
    {
        k8s.DefaultStorageType = "pvc";
        k8s.DefaultStorageSize = "10Gi";
    });

var joinToken = builder.AddParameter(
    "join-token", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

var postgres = builder.AddPostgres("postgres").WithImageOf(images["Postgres"]);
var database = postgres.AddDatabase("faas");

var redis = builder.AddRedis("redis").WithImageOf(images["Redis"]).WithoutHttpsCertificate();

var minioUser = builder.AddParameter("minio-user", "faas", publishValueAsDefault: true);
var minioPassword = builder.AddParameter(
    "minio-password", new GenerateParameterDefault { MinLength = 24, Special = false }, secret: true, persist: true);
var minio = builder.AddContainer("minio", "minio/minio", "latest").WithImageOf(images["Minio"])
    .WithArgs("server", "/data", "--console-address", ":9001")
    .WithEnvironment("MINIO_ROOT_USER", minioUser)
    .WithEnvironment("MINIO_ROOT_PASSWORD", minioPassword)
    .WithHttpEndpoint(targetPort: 9000, name: "http")
    .WithHttpEndpoint(targetPort: 9001, name: "console")
    .WithHttpHealthCheck("/minio/health/live", endpointName: "http");

if (keepData)
{
    postgres.WithDataVolume("faas-postgres");
    redis.WithDataVolume("faas-redis");
    minio.WithVolume("faas-minio", "/data");
}

var api = Dispatcher(builder.AddProject<Projects.FaaS_Api>("api").WithHttpEndpoint(port: apiPort, name: "http"))
    .WithExternalHttpEndpoints()
    .PublishAsKubernetesService(resource => resource.MendProbes().MigrateFirst().AdvertisePod());

var scheduler = Dispatcher(builder.AddProject<Projects.FaaS_Scheduler>("scheduler").WithHttpEndpoint(name: "http"))
    .PublishAsKubernetesService(resource => resource.MendProbes().AdvertisePod());

// A worker runs other people's code: it knows the Api and the join token, and nothing that opens a store.
var worker = builder.AddProject<Projects.FaaS_Worker>("worker")
    .WithReference(api).WaitFor(api).WaitFor(scheduler)
    .WithEnvironment("Worker__JoinToken", joinToken)
    .WithReplicas(builder.Configuration.GetValue("Workers:Replicas", 2))
    .PublishAsKubernetesService(resource => resource.UseDockerOfNode());

// A cluster gets the images from its registry and migrates in an init container of the Api.
if (builder.ExecutionContext.IsRunMode)
{
    var migrate = builder.AddProject<Projects.FaaS_Api>("migrate")
        .WithArgs("migrate")
        .WithReference(database).WaitFor(database);
    api.WaitForCompletion(migrate);
    scheduler.WaitForCompletion(migrate);

    var runtimeImages = builder.AddExecutable("runtime-images", "bash", "../runtime-images", "build.sh");
    worker.WaitForCompletion(runtimeImages);
}

builder.Build().Run();

IResourceBuilder<ProjectResource> Dispatcher(IResourceBuilder<ProjectResource> project) => project
    .WithHttpProbe(ProbeType.Readiness, "/health/ready", endpointName: "http")
    .WithHttpProbe(ProbeType.Liveness, "/health/live", endpointName: "http")
    .WithReference(database).WaitFor(database)
    .WithReference(redis).WaitFor(redis)
    .WaitFor(minio)
    .WithEnvironment("Objects__Type", "s3")
    .WithEnvironment("Objects__ServiceUrl", minio.GetEndpoint("http"))
    .WithEnvironment("Objects__AccessKey", minioUser)
    .WithEnvironment("Objects__SecretKey", minioPassword)
    .WithEnvironment("Objects__Bucket", "faas")
    .WithEnvironment("Workers__JoinToken", joinToken)
    .WithEnvironment("Dispatch__AdvertisedUrl", project.GetEndpoint("http"));
