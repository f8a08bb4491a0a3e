using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.DeadLetters;

/// <param name="Next">Where the next page goes on; null on the last one.</param>
internal sealed record DeadLetterPage(IReadOnlyList<InvocationRow> Rows, DeadLetterPlace? Next);
