namespace FaaS.Infrastructure.Objects;

/// <summary>The object store cannot be used, or does not have what it was given.</summary>
public sealed class CodeStoreException(string message, Exception? innerException)
    : Exception(message, innerException);
