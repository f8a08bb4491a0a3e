using System.Runtime.InteropServices;

namespace FaaS.Domain.Workers;

/// <summary>
/// Hashes that agree between processes, so that all dispatchers send a function to the same worker without talking.
/// </summary>
public static class PlacementHash
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    public static ulong Of(string workerId)
    {
        var hash = FnvOffset;
        foreach (var character in workerId)
        {
            hash = (hash ^ character) * FnvPrime;
        }

        return Mix(hash);
    }

    public static ulong Of(Guid versionId)
    {
        var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in versionId));
        return Mix(halves[0] ^ Mix(halves[1]));
    }

    /// <summary>The weight of a pair in rendezvous hashing: a function prefers the worker with the highest.</summary>
    public static ulong Weight(ulong version, ulong worker) => Mix(version ^ worker);

    // The finalizer of SplitMix64: every bit of the input reaches every bit of the output.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
