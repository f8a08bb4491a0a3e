namespace FaaS.Benchmarks.Load;

/// <summary>Makes one more client.</summary>
internal delegate ValueTask<ICaller> Dial(CancellationToken cancellationToken);
