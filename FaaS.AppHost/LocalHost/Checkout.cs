using System.Runtime.InteropServices;

namespace FaaS.AppHost.LocalHost;

/// <summary>Where this program was built, and so where the other projects' output is.</summary>
internal static class Checkout
{
    /// <summary>The folder of the solution, or the current one when this program was moved out of it.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary><c>artifacts/bin</c>, which holds <c>{project}/{configuration}/</c>.</summary>
    public static string Binaries { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));

    private static string Configuration { get; } =
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>The <c>dotnet</c> that runs us, so that the children need nothing in PATH.</summary>
    public static string DotNet { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    public static string AssemblyOf(string binaries, string project)
        => Path.Combine(binaries, project, Configuration, $"{project}.dll");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FaaS.sln")))
            {
                return folder.FullName;
            }
        }

        return Environment.CurrentDirectory;
    }
}
