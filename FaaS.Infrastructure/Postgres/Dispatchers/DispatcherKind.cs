namespace FaaS.Infrastructure.Postgres.Dispatchers;

public enum DispatcherKind
{
    Api,
    Scheduler,
}
