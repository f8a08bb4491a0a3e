namespace FaaS.Worker.Sandboxes;

/// <param name="IsUnified">Version 2.</param>
internal sealed record CgroupFolder(string Path, bool IsUnified);
