using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Dispatchers;

namespace FaaS.Infrastructure.Workers;

/// <summary>Who this process is among the dispatchers, anew at every start.</summary>
internal sealed record DispatcherIdentity(string Id, DispatcherKind Kind)
{
    public static DispatcherIdentity New(DispatcherKind kind)
        => new($"{EnumText<DispatcherKind>.Of(kind)}-{Guid.CreateVersion7():n}", kind);
}
