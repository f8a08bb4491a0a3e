extern alias api;

using FaaS.Tests.Infrastructure.Stores;
using Microsoft.EntityFrameworkCore;
using api::FaaS.Api.Migrations;

namespace FaaS.Tests.Api.Migrations;

public sealed class MigrateCommandTests(TestStores stores)
{
    [Fact]
    public async Task Migrations_are_applied_once_whoever_else_applies_them()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = await stores.CreateEmptyDatabaseAsync(cancellationToken);

        var outputs = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var context = database.CreateContext();
            using var output = new StringWriter();
            await MigrateCommand.MigrateAsync(context, output, cancellationToken);
            return output.ToString().Trim();
        }));

        Assert.Single(outputs, output => output.StartsWith("Applied ", StringComparison.Ordinal));
        Assert.Equal(2, outputs.Count(output => output == "The database is up to date."));
        await using var migrated = database.CreateContext();
        Assert.Equal(0, await migrated.Functions.CountAsync(cancellationToken));
    }
}
