namespace FaaS.Benchmarks.Load;

/// <summary>One client of whatever is measured: one call at a time.</summary>
internal interface ICaller : IAsyncDisposable
{
    /// <summary>Null when the answer was the wanted one, else what was wrong with it.</summary>
    ValueTask<string?> CallAsync(CancellationToken cancellationToken);
}
