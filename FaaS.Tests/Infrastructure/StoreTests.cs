using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace FaaS.Tests.Infrastructure;

public sealed class StoreTests(TestStores stores)
{
    [Fact]
    public async Task Model_and_migrations_agree()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await stores.CreateDatabaseAsync(cancellationToken);
        await using var context = database.CreateContext();

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(cancellationToken));
    }

    [Fact]
    public async Task Databases_of_two_test_classes_share_nothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var one = await stores.CreateDatabaseAsync(cancellationToken);
        await using var other = await stores.CreateDatabaseAsync(cancellationToken);
        await using var context = one.CreateContext();
        context.Dispatchers.Add(new DispatcherRow
        {
            Id = "api-1",
            Kind = DispatcherKind.Api,
            Url = "http://api",
            LastSeenAt = TimeProvider.System.GetUtcNow(),
        });
        await context.SaveChangesAsync(cancellationToken);

        await using var elsewhere = other.CreateContext();
        Assert.Equal(1, await context.Dispatchers.CountAsync(cancellationToken));
        Assert.Equal(0, await elsewhere.Dispatchers.CountAsync(cancellationToken));
    }

    [Fact]
    public async Task Redis_answers_and_is_ours_alone()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var one = await stores.CreateRedisAsync(cancellationToken);
        await using var other = await stores.CreateRedisAsync(cancellationToken);
        using var redis = await ConnectionMultiplexer.ConnectAsync(one.ConnectionString);
        using var elsewhere = await ConnectionMultiplexer.ConnectAsync(other.ConnectionString);

        await redis.GetDatabase().StringSetAsync("key", "value");

        Assert.Equal("value", await redis.GetDatabase().StringGetAsync("key"));
        Assert.True((await elsewhere.GetDatabase().StringGetAsync("key")).IsNull);
    }

    [Theory]
    [InlineData(nameof(EnumNames.TimedOut), "timed_out")]
    [InlineData(nameof(EnumNames.Nodejs), "nodejs")]
    public void Enums_are_stored_in_snake_case(string name, string text)
    {
        var value = Enum.Parse<EnumNames>(name);

        Assert.Equal(text, EnumText<EnumNames>.Of(value));
        Assert.Equal(value, EnumText<EnumNames>.Parse(text));
    }

    private enum EnumNames
    {
        TimedOut,
        Nodejs,
    }
}
