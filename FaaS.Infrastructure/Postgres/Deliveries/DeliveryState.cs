namespace FaaS.Infrastructure.Postgres.Deliveries;

public enum DeliveryState
{
    Pending,
    Delivered,
    Failed,
}
