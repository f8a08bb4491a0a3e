using System.Runtime.CompilerServices;

namespace FaaS.Tests.Infrastructure;

internal static class SourceTree
{
    /// <summary>The folder of FaaS.sln.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
