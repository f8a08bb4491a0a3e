using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Objects;

internal static class ObjectsServiceExtensions
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(2);

    public static IHostApplicationBuilder AddCodeStore(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ObjectsOptions>, ObjectsOptionsValidator>();
        builder.Services.AddValidatedOptions<ObjectsOptions>(ObjectsOptions.Section);

        builder.Services.AddSingleton<ICodeStore>(services => new NamedFaultsCodeStore(
            CreateStore(services.GetRequiredService<IOptions<ObjectsOptions>>().Value)));

        builder.Services.AddHealthChecks()
            .AddCheck<ObjectsHealthCheck>("objects", HealthStatus.Unhealthy, ["ready"], HealthTimeout);
        return builder;
    }

    private static ICodeStore CreateStore(ObjectsOptions options) => options.Type switch
    {
        ObjectsType.Local => new LocalCodeStore(options.Directory),
        ObjectsType.S3 => new S3CodeStore(CreateClient(options), options.Bucket),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Type, "Unknown type of object store."),
    };

    internal static AmazonS3Client CreateClient(ObjectsOptions options)
    {
        // Stores other than AWS refuse the checksums that the SDK adds by default.
        var config = new AmazonS3Config
        {
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };

        if (options.ServiceUrl is { } url)
        {
            config.ServiceURL = url.ToString();
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        }

        return options.AccessKey.Length > 0
            ? new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config)
            : new AmazonS3Client(config);
    }
}
