namespace FaaS.Api.Schedules;

/// <summary>What /openapi/v1.json shows.</summary>
internal static class ScheduleExamples
{
    public const string Request = """
        {
          "name": "nightly-report",
          "function": "hello",
          "cron": "30 2 * * MON-FRI",
          "time_zone": "Europe/Berlin",
          "payload": { "name": "night" },
          "headers": { "x-team": "edge" },
          "priority": "normal",
          "overlap": "skip",
          "catch_up": "last",
          "enabled": true
        }
        """;

    public const string Response = """
        {
          "id": "0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10",
          "name": "nightly-report",
          "function": "hello",
          "function_id": "0199a3f1-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
          "cron": "30 2 * * MON-FRI",
          "time_zone": "Europe/Berlin",
          "interval": null,
          "payload": { "name": "night" },
          "payload_size": 19,
          "headers": { "x-team": "edge" },
          "priority": "normal",
          "overlap": "skip",
          "catch_up": "last",
          "enabled": true,
          "next_due_at": "2026-11-23T01:30:00+00:00",
          "last_due_at": "2026-11-20T01:30:00+00:00",
          "last_invocation_id": "0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10",
          "revision": 1,
          "created_at": "2026-11-01T12:00:00.000001+00:00",
          "updated_at": "2026-11-01T12:00:00.000001+00:00"
        }
        """;

    public const string Times = """
        {
          "time_zone": "Europe/Berlin",
          "times": ["2026-11-23T02:30:00+01:00", "2026-11-24T02:30:00+01:00", "2026-11-25T02:30:00+01:00"]
        }
        """;
}
