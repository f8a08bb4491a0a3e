using System.ComponentModel.DataAnnotations;

namespace FaaS.Worker.Networking;

/// <summary>Where functions with <c>network: egress</c> may go.</summary>
internal sealed class EgressOptions
{
    public const string Section = "Worker:Sandbox:Egress";

    /// <summary>
    /// The Docker network, its bridge and its chains in the firewall. Workers of one machine share it, unless they
    /// differ in what stands below.
    /// </summary>
    [Required, RegularExpression(
        "^faas-[a-z0-9]{1,10}$",
        ErrorMessage = "must be faas- and one to ten small letters or digits.")]
    public string Network { get; set; } = "faas-egress";

    /// <summary>Its addresses, like <c>172.30.0.0/20</c>. Empty: Docker takes a range that is free.</summary>
    public string? Subnet { get; set; }

    /// <summary>
    /// Private addresses that may be reached all the same, like <c>10.1.2.0/24</c>. The machine itself is opened by its
    /// exact address only, other sandboxes by nothing.
    /// </summary>
    public IList<string> Allow { get; } = [];

    /// <summary>The resolvers of sandboxes. Empty: the machine's, without those that listen on its loopback.</summary>
    public IList<string> Dns { get; } = [];

    /// <summary>No rules: sandboxes reach what this machine reaches, and the machine.</summary>
    public bool Unfiltered { get; set; }
}
