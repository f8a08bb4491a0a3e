using FaaS.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace FaaS.Tests.ServiceDefaults;

public sealed class PlainNamesTests
{
    [Fact]
    public void Nothing_set_says_nothing() => Assert.Empty(Translate());

    [Fact]
    public void One_database_name_brings_the_defaults_of_the_others()
    {
        var connection = new NpgsqlConnectionStringBuilder(
            Translate(("DB_HOST", "db.example"))["ConnectionStrings:faas"]);

        Assert.Equal("db.example", connection.Host);
        Assert.Equal(5432, connection.Port);
        Assert.Equal("postgres", connection.Username);
        Assert.Equal("faas", connection.Database);
        Assert.Equal(SslMode.Disable, connection.SslMode);
    }

    [Fact]
    public void A_database_password_may_hold_anything()
    {
        var connection = new NpgsqlConnectionStringBuilder(
            Translate(("DB_PASSWORD", "a;b='c\" "), ("DB_SSLMODE", "verify-full"))["ConnectionStrings:faas"]);

        Assert.Equal("a;b='c\" ", connection.Password);
        Assert.Equal(SslMode.VerifyFull, connection.SslMode);
    }

    [Fact]
    public void Redis_gets_its_password_and_database()
    {
        var keys = Translate(("REDIS_ADDR", "cache:6380"), ("REDIS_PASSWORD", "secret"), ("REDIS_DB", "3"));

        Assert.Equal("cache:6380,password=secret,defaultDatabase=3", keys["ConnectionStrings:redis"]);
    }

    [Theory]
    [InlineData(":8080", "http://*:8080")]
    [InlineData("127.0.0.1:9000", "http://127.0.0.1:9000")]
    [InlineData("[::1]:9000", "http://[::1]:9000")]
    public void A_server_address_becomes_a_url(string address, string url)
        => Assert.Equal(url, Translate(("SERVER_ADDR", address))["urls"]);

    [Fact]
    public void The_rest_is_renamed()
    {
        var keys = Translate(
            ("STORAGE_TYPE", "local"),
            ("STORAGE_BASE_DIR", "/data"),
            ("WORKER_ID", "w1"),
            ("WORKER_WORK_DIR", "/work"));

        Assert.Equal("local", keys["Objects:Type"]);
        Assert.Equal("/data", keys["Objects:Directory"]);
        Assert.Equal("w1", keys["Worker:Id"]);
        Assert.Equal("/work", keys["Worker:Directory"]);
    }

    [Theory]
    [InlineData("DB_PORT", "many")]
    [InlineData("DB_SSLMODE", "maybe")]
    [InlineData("REDIS_DB", "-1")]
    [InlineData("REDIS_PASSWORD", "a,ssl=false")]
    [InlineData("SERVER_ADDR", "8080")]
    [InlineData("WORKER_RUNTIME_TYPE", "simple")]
    [InlineData("WORKER_USE_CONTAINER", "false")]
    public void A_value_that_cannot_be_meant_is_refused_by_name(string name, string value)
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => Translate((name, value)));

        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_keys_win_over_plain_names_and_plain_names_over_settings_files()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Objects:Type", "of the file"), new("Worker:Id", "of the file")]);
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(
            [new("STORAGE_TYPE", "s3"), new("WORKER_ID", "plain"), new("Worker:Id", "explicit")]);

        configuration.AddPlainNames();

        Assert.Equal("s3", configuration["Objects:Type"]);
        Assert.Equal("explicit", configuration["Worker:Id"]);
    }

    private static Dictionary<string, string?> Translate(params (string Name, string Value)[] settings)
        => PlainNames.Translate(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value))
            .Build());
}
