using System.Threading.RateLimiting;
using FaaS.Api.Problems;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace FaaS.Api.Functions;

/// <summary>Bounds the publications under way, before their code is read into memory.</summary>
internal sealed class PublicationLimit(IOptions<PublicationOptions> options) : IRateLimiterPolicy<string>
{
    public const string Name = "publications";
    private const string RetryAfterSeconds = "2";

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected { get; } = async (context, _) =>
    {
        context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        await ProblemKinds.TooManyPublications
            .Because("Too many functions are being published at this moment. Try again in some seconds.")
            .ExecuteAsync(context.HttpContext);
    };

    public RateLimitPartition<string> GetPartition(HttpContext httpContext)
        => RateLimitPartition.GetConcurrencyLimiter(Name, _ => new()
        {
            PermitLimit = options.Value.MaxConcurrent,
            QueueLimit = options.Value.MaxWaiting,
        });
}
