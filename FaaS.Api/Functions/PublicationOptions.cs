using System.ComponentModel.DataAnnotations;

namespace FaaS.Api.Functions;

internal sealed class PublicationOptions
{
    public const string Section = "Publications";

    /// <summary>Functions published at once. Each holds up to 120 MB, and a connection while it is tried.</summary>
    [Range(1, 64)]
    public int MaxConcurrent { get; set; } = 8;

    /// <summary>Publications that may wait for their turn; more are told to come back.</summary>
    [Range(0, 10_000)]
    public int MaxWaiting { get; set; } = 200;
}
