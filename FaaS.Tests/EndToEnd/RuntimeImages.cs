using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

internal static class RuntimeImages
{
    /// <summary>Builds what has changed since they were built last.</summary>
    public static Task BuildAsync(CancellationToken cancellationToken)
        => Commands.RunAsync(cancellationToken, Path.Combine(SourceTree.Root, "runtime-images", "build.sh"));
}
