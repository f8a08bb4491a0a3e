using FaaS.Infrastructure.Postgres.Schedules;

namespace FaaS.Api.Schedules;

internal sealed record ScheduleView(ScheduleRow Schedule, string Function);
