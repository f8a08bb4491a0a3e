namespace FaaS.Tests.Security.Network;

/// <summary>Tests that share one world outside, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class NetworkCollection : ICollectionFixture<EgressFixture>
{
    public const string Name = "Network";
}
