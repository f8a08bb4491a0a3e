namespace FaaS.Tests.Faults.Run;

/// <summary>
/// Runs when all other tests are done: what they take of the machine is a fault that nobody wrote down, and what it
/// brings about has no explanation.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultRunCollection : ICollectionFixture<PrivateDocker>
{
    public const string Name = "Fault run";
}
