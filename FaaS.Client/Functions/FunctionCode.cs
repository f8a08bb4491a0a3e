namespace FaaS.Client.Functions;

/// <summary>A version's code; the bytes themselves are at <see cref="FunctionsClient.GetCodeAsync"/>.</summary>
/// <param name="Digest">SHA-256 of the bytes, 64 lower-case hex digits.</param>
/// <param name="Size">In bytes, as uploaded.</param>
public sealed record FunctionCode(string Digest, CodeKind Kind, long Size);
