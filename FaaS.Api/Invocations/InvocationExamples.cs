namespace FaaS.Api.Invocations;

/// <summary>What /openapi/v1.json shows.</summary>
internal static class InvocationExamples
{
    public const string Request = """
        {
          "function_id": "hello",
          "payload": { "name": "world" },
          "headers": { "x-request-id": "42" },
          "async": true,
          "timeout": "30s",
          "delay": "10s",
          "expires_in": "10m",
          "priority": "normal"
        }
        """;

    public const string Queued = """
        {
          "id": "0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10",
          "function_id": "0199a3f1-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
          "function": "hello",
          "version": "1.0.0",
          "mode": "async",
          "status": "queued",
          "priority": "normal",
          "attempt": 0,
          "max_attempts": 3,
          "platform_faults": 0,
          "redrives": 0,
          "logs_size": 0,
          "memory_mb": 128,
          "bytes_in": 18,
          "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
          "created_at": "2026-11-21T12:00:00+00:00",
          "next_attempt_at": "2026-11-21T12:00:10+00:00",
          "not_before": "2026-11-21T12:00:10+00:00",
          "expires_at": "2026-11-21T12:10:00+00:00",
          "idempotency_key": "8e03978e-40d5-43dd-bc93-6894a57f9324"
        }
        """;

    public const string Checkpoints = """
        {
          "items": [
            {
              "name": "default",
              "size": 52311,
              "content_type": "application/json",
              "saved_at": "2026-11-21T12:00:00+00:00"
            }
          ]
        }
        """;

    public const string Succeeded = """
        {
          "id": "0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10",
          "function_id": "0199a3f1-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
          "function": "hello",
          "version": "1.0.0",
          "mode": "async",
          "status": "succeeded",
          "priority": "normal",
          "attempt": 1,
          "max_attempts": 3,
          "platform_faults": 0,
          "redrives": 0,
          "content_type": "application/json",
          "result": { "greeting": "Hello, world!" },
          "result_encoding": "json",
          "logs_size": 12,
          "queue_ms": 3.1,
          "init_ms": 0,
          "run_ms": 1.9,
          "total_ms": 7.4,
          "cpu_ms": 1.2,
          "peak_memory_bytes": 12345678,
          "memory_mb": 128,
          "bytes_in": 18,
          "bytes_out": 28,
          "cold_start": false,
          "worker": "worker-1",
          "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
          "created_at": "2026-11-21T12:00:00+00:00",
          "started_at": "2026-11-21T12:00:00.003+00:00",
          "finished_at": "2026-11-21T12:00:00.0074+00:00",
          "not_before": "2026-11-21T12:00:00+00:00",
          "expires_at": "2026-11-21T18:00:00+00:00"
        }
        """;

    public const string Attempts = """
        {
          "items": [
            {
              "number": 1,
              "outcome": "failed",
              "worker": "worker-1",
              "dispatcher": "scheduler-1",
              "started_at": "2026-11-21T12:00:00.003+00:00",
              "ended_at": "2026-11-21T12:00:00.0074+00:00",
              "run_ms": 1.9,
              "cold_start": false,
              "error": { "kind": "function_error", "type": "ValueError", "message": "no", "stack_trace": "" }
            },
            {
              "number": 2,
              "outcome": "succeeded",
              "worker": "worker-2",
              "started_at": "2026-11-21T12:00:00.62+00:00",
              "ended_at": "2026-11-21T12:00:00.627+00:00",
              "run_ms": 1.7,
              "cold_start": false
            }
          ],
          "next_cursor": null
        }
        """;
}
