namespace FaaS.Infrastructure.Budgets;

/// <summary>A clock hour, UTC: what budgets last for.</summary>
internal readonly record struct BudgetHour(long Number)
{
    public DateTimeOffset Begin => new(Number * TimeSpan.TicksPerHour, TimeSpan.Zero);

    public DateTimeOffset End => Next.Begin;

    public BudgetHour Next => new(Number + 1);

    public static BudgetHour Of(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerHour);

    public static BudgetHour operator -(BudgetHour hour, int hours) => new(hour.Number - hours);
}
