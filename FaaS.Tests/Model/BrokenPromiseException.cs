namespace FaaS.Tests.Model;

/// <param name="promise">One of A1 to A7, or that everything ends.</param>
/// <param name="happened">What broke it.</param>
internal sealed class BrokenPromiseException(string promise, string happened) : Exception($"{promise}: {happened}.")
{
    public string Promise { get; } = promise;
}
