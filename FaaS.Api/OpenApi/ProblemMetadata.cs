using FaaS.Api.Problems;

namespace FaaS.Api.OpenApi;

internal sealed record ProblemMetadata(IReadOnlyList<ProblemKind> Kinds);
