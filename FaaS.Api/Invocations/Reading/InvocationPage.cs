using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Reading;

/// <param name="Next">Where the next page goes on; null on the last one.</param>
internal sealed record InvocationPage(IReadOnlyList<InvocationRow> Rows, Guid? Next);
