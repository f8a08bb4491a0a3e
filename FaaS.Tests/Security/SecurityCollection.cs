namespace FaaS.Tests.Security;

/// <summary>Attacks that share one worker, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SecurityCollection : ICollectionFixture<AttackedWorker>
{
    public const string Name = "Security";
}
