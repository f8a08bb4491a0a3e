namespace FaaS.Infrastructure.Deliveries;

internal sealed class CallbackOptions
{
    public const string Section = "Callbacks";

    /// <summary>
    /// Networks that webhooks may be sent to although they are not public, in CIDR notation: <c>10.1.0.0/16</c>.
    /// </summary>
    public IReadOnlyList<string> AllowedNetworks { get; set; } = [];
}
