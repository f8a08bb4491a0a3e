using System.Reflection;
using StackExchange.Redis;

namespace FaaS.Tests.Infrastructure.Invocations;

/// <summary>A client that throws what it does not say it throws.</summary>
public class BrokenRedis : DispatchProxy
{
    public static IConnectionMultiplexer Create() => Create<IConnectionMultiplexer, BrokenRedis>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        => throw new InvalidOperationException("This operation is not available on this connection.");
}
