namespace FaaS.Client.Invocations;

/// <summary>What a request to run a function may say beside its payload.</summary>
public record InvokeOptions
{
    /// <summary>1 to 255 printable ASCII characters. Within 24 hours, the same request to the same function with the
    /// same key gets the first invocation, and runs nothing.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Handed to the function, whose context has them; at most 8 KB.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    internal virtual void AddTo(HttpRequestMessage request)
    {
        foreach (var (name, value) in Headers ?? new Dictionary<string, string>())
        {
            Add(request, name, value);
        }

        Add(request, "Idempotency-Key", IdempotencyKey);
    }

    private protected static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null && !request.Headers.TryAddWithoutValidation(name, value))
        {
            throw new ArgumentException($"'{name}' cannot be sent as a header of this request.");
        }
    }
}
