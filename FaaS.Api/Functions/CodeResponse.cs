using FaaS.Domain.Functions;

namespace FaaS.Api.Functions;

/// <param name="Digest">SHA-256.</param>
/// <param name="Size">In bytes.</param>
internal sealed record CodeResponse(string Digest, CodeKind Kind, int Size);
