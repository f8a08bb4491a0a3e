namespace FaaS.Client.Http;

/// <summary>How much of a request's body has been sent.</summary>
/// <param name="SentBytes">Handed to the connection so far.</param>
/// <param name="TotalBytes">The whole body.</param>
public readonly record struct UploadProgress(long SentBytes, long TotalBytes);
