namespace FaaS.Client.Functions;

/// <summary>Where the end of an asynchronous invocation is told.</summary>
public sealed record Destination
{
    /// <summary>Name or id of a function, which is invoked asynchronously. Either this or <see cref="Url"/>.</summary>
    public string? Function { get; init; }

    /// <summary>Public http or https address that is sent a signed POST (standardwebhooks.com).</summary>
    public string? Url { get; init; }

    /// <summary>The key of the signature, 16 to 256 characters; needed with a new URL, kept with the
    /// one that the function has, never returned.</summary>
    public string? Secret { get; init; }
}
