using FaaS.Infrastructure.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FaaS.Tests.Infrastructure.Objects;

public sealed class ObjectsOptionsTests
{
    [Fact]
    public void Local_directory_is_the_default()
        => Assert.IsType<LocalCodeStore>(StoreOf(Build([])));

    [Fact]
    public void S3_is_a_matter_of_configuration()
    {
        var services = Build(new()
        {
            ["Objects:Type"] = "s3",
            ["Objects:ServiceUrl"] = "http://localhost:9000",
            ["Objects:AccessKey"] = "key",
            ["Objects:SecretKey"] = "secret",
        });

        Assert.IsType<S3CodeStore>(StoreOf(services));
    }

    [Theory]
    [InlineData("AccessKey", "key")]
    [InlineData("ServiceUrl", "ftp://localhost")]
    [InlineData("ServiceUrl", "/relative")]
    [InlineData("Bucket", "NOT A BUCKET")]
    [InlineData("Directory", "")]
    public void Wrong_value_is_refused_by_its_key(string key, string value)
    {
        var services = Build(new() { [$"Objects:{key}"] = value });

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<ICodeStore>());

        Assert.Contains($"Objects:{key}", exception.Message);
    }

    private static ICodeStore StoreOf(IServiceProvider services)
        => Assert.IsType<NamedFaultsCodeStore>(services.GetRequiredService<ICodeStore>()).Store;

    private static IServiceProvider Build(Dictionary<string, string?> settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddCodeStore();
        return builder.Build().Services;
    }
}
