namespace FaaS.Tests.Model;

/// <summary>A function that runs, or ran, in a sandbox.</summary>
internal sealed class Execution
{
    public required Claim Claim { get; init; }

    public required Link Link { get; init; }

    public required long Deadline { get; init; }

    public required int Redrives { get; init; }

    public bool IsOver { get; set; }
}
