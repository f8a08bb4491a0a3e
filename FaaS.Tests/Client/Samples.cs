namespace FaaS.Tests.Client;

/// <summary>Answers of the API, as it gives them.</summary>
internal static class Samples
{
    public const string Function = """
        {"id":"01a0f000-0000-7000-8000-000000000001","name":"hello","version":"1.0.9","runtime":"python",
        "handler":"hello.handler","code":{"digest":"00","kind":"source","size":2048},"timeout":"90s","memory_mb":256,
        "cpu":0.5,"max_concurrency":10,"isolation":"function","network":"none","environment":{"A":"1"},"metadata":{},
        "retry":{"max_attempts":5,"base":"2s","cap":"300s","factor":2,"jitter":"full",
        "retryable":["timeout","ValueError"]},"on_success":{"function":"audit"},
        "on_failure":{"url":"https://example.com/hook"},"verified":true,
        "versions":["1.0.9","1.0.10"],"created_at":"2026-11-21T10:00:00Z",
        "updated_at":"2026-11-21T11:00:00Z"}
        """;

    public const string Id = "01a0f000-0000-7000-8000-00000000000a";

    public const string FunctionFailure = """
        {"type":"https://faas.dev/problems/function-error","title":"The function failed","status":502,
        "detail":"ValueError: no name","trace_id":"abc","invocation_id":"01a0f000-0000-7000-8000-00000000000a",
        "error":{"kind":"function_error","type":"ValueError","message":"no name",
        "stack_trace":"Traceback (most recent call last):\n  File \"/code/hello.py\", line 3, in handler\n"}}
        """;

    public static string Invocation(string status, string rest = "\"result\":null") => $$"""
        {"id":"{{Id}}","function_id":"01a0f000-0000-7000-8000-000000000001","function":"hello","version":"1.0.9",
        "mode":"async","status":"{{status}}","priority":"normal","attempt":1,"max_attempts":3,
        "created_at":"2026-11-21T10:00:00Z",{{rest}}}
        """;
}
