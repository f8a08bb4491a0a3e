namespace FaaS.Tests.Worker;

/// <summary>Tests that share one worker, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class WorkerCollection : ICollectionFixture<WorkerFixture>
{
    public const string Name = "Worker";
}
