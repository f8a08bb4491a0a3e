using System.Runtime.InteropServices;
using FaaS.Benchmarks.Docker;

namespace FaaS.Benchmarks.Reports;

/// <summary>On what the figures were taken.</summary>
internal sealed record Machine(
    int Cores,
    string Processor,
    double MemoryGb,
    string Kernel,
    string Dockerd,
    string StorageDriver,
    int Cgroup,
    string DotNet)
{
    public static async Task<Machine> DescribeAsync(DockerEngine docker, CancellationToken cancellationToken)
    {
        var info = await docker.GetAsync("info", cancellationToken);
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name"));
        return new(
            Environment.ProcessorCount,
            processor?.Split(':', 2)[1].Trim() ?? RuntimeInformation.OSArchitecture.ToString(),
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024), 1),
            Environment.OSVersion.Version.ToString(),
            info.GetProperty("ServerVersion").GetString()!,
            info.GetProperty("Driver").GetString()!,
            info.TryGetProperty("CgroupVersion", out var cgroup) && cgroup.GetString() == "2" ? 2 : 1,
            RuntimeInformation.FrameworkDescription);
    }
}
