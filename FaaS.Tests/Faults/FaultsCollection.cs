namespace FaaS.Tests.Faults;

/// <summary>Tests that share one Docker daemon, one after the other, because they harm it.</summary>
[CollectionDefinition(Name)]
public sealed class FaultsCollection : ICollectionFixture<PrivateDocker>
{
    public const string Name = "Faults";
}
