namespace FaaS.Api.Functions;

/// <summary>What /openapi/v1.json shows.</summary>
internal static class FunctionExamples
{
    public const string Request = """
        {
          "name": "hello",
          "version": "1.0.0",
          "runtime": "python",
          "handler": "main.handler",
          "code": "ZGVmIGhhbmRsZXIoZXZlbnQsIGNvbnRleHQpOgogICAgcmV0dXJuICJIZWxsbywgRmFhUyEiCg==",
          "timeout": "30s",
          "memory_mb": 128,
          "cpu": 1,
          "max_concurrency": 10,
          "isolation": "invocation",
          "network": "none",
          "max_event_age": "6h",
          "retry": { "max_attempts": 5, "base": "1s", "cap": "5m", "factor": 2, "jitter": "full" },
          "environment": { "GREETING": "Hello" },
          "metadata": { "team": "edge" }
        }
        """;

    public const string Response = """
        {
          "id": "0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10",
          "name": "hello",
          "version": "1.0.0",
          "runtime": "python",
          "handler": "main.handler",
          "code": {
            "digest": "bd00e1a3b22d5eb2d8f29e3c25b3d6c4d4b6bb1dc0dfcd0cd3b1b23bd9a6a4f1",
            "kind": "source",
            "size": 58
          },
          "timeout": "30s",
          "memory_mb": 128,
          "cpu": 1,
          "max_concurrency": 10,
          "isolation": "invocation",
          "network": "none",
          "max_event_age": "6h",
          "retry": { "max_attempts": 5, "base": "1s", "cap": "5m", "factor": 2, "jitter": "full" },
          "environment": { "GREETING": "Hello" },
          "metadata": { "team": "edge" },
          "verified": true,
          "versions": ["1.0.0"],
          "created_at": "2026-11-21T12:00:00.000001+00:00",
          "updated_at": "2026-11-21T12:00:00.000001+00:00"
        }
        """;
}
