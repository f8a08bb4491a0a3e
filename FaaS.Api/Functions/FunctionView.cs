using FaaS.Infrastructure.Postgres.Functions;

namespace FaaS.Api.Functions;

internal sealed record FunctionView(FunctionRow Function, FunctionVersionRow Version, IReadOnlyList<string> Versions);
