namespace FaaS.Api.DeadLetters;

/// <summary>What /openapi/v1.json shows.</summary>
internal static class DeadLetterExamples
{
    public const string DeadLetter = """
        {
          "id": "0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10",
          "function_id": "0199a3f1-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
          "function": "hello",
          "version": "1.0.0",
          "reason": "attempts_exhausted",
          "priority": "normal",
          "attempt": 1,
          "max_attempts": 1,
          "platform_faults": 0,
          "worker_losses": 0,
          "redrives": 0,
          "error": {
            "kind": "function_error",
            "type": "ValueError",
            "message": "no",
            "stack_trace": "Traceback (most recent call last):\n  File \"/code/main.py\", line 2, in handler\n"
          },
          "content_type": "application/json",
          "payload": { "name": "world" },
          "payload_encoding": "json",
          "payload_size": 18,
          "headers": {},
          "attempts": [
            {
              "number": 1,
              "outcome": "failed",
              "worker": "worker-1",
              "started_at": "2026-11-21T12:00:00.003+00:00",
              "ended_at": "2026-11-21T12:00:00.0074+00:00",
              "run_ms": 1.9,
              "cold_start": false,
              "error": { "kind": "function_error", "type": "ValueError", "message": "no", "stack_trace": "" }
            }
          ],
          "created_at": "2026-11-21T12:00:00+00:00",
          "died_at": "2026-11-21T12:00:00.0074+00:00"
        }
        """;

    public const string Redrive = """
        {
          "function": "hello",
          "reason": "attempts_exhausted",
          "since": "2026-11-21T12:00:00+00:00",
          "limit": 1000,
          "rate": 50
        }
        """;

    public const string Redriven = """
        {
          "redriven": 1000,
          "remaining": 230,
          "orphaned": 0,
          "last_due_at": "2026-11-21T12:34:56+00:00"
        }
        """;

    public const string Purge = """
        {
          "function": "hello",
          "until": "2026-11-01T00:00:00+00:00"
        }
        """;

    public const string Purged = """
        {
          "purged": 42
        }
        """;
}
