using FaaS.Client.Http;

namespace FaaS.Tests.Client;

/// <summary>Unlike <see cref="Progress{T}"/> it reports on the caller's thread, before the call goes on.</summary>
internal sealed class ImmediateProgress(Action<UploadProgress> report) : IProgress<UploadProgress>
{
    public void Report(UploadProgress value) => report(value);
}
