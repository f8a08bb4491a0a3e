using Amazon.S3;
using FaaS.Infrastructure.Objects;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Objects;

public sealed class S3CodeStoreTests(TestStores stores) : CodeStoreContract
{
    private readonly string _bucket = $"faas-test-{Guid.CreateVersion7():n}";
    private AmazonS3Client? _s3;

    [Fact]
    public async Task Store_that_does_not_answer_is_not_healthy()
    {
        using var nobody = ObjectsServiceExtensions.CreateClient(new ObjectsOptions
        {
            ServiceUrl = new($"http://127.0.0.1:{GuardedProcess.FreePort()}"),
            AccessKey = "key",
            SecretKey = "secret",
        });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<Exception>(() => new S3CodeStore(nobody, _bucket).CheckAsync(limit.Token));
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            var left = await _s3!.ListObjectsV2Async(new() { BucketName = _bucket });
            foreach (var key in left.S3Objects?.Select(item => item.Key) ?? [])
            {
                await _s3.DeleteObjectAsync(_bucket, key);
            }

            await _s3.DeleteBucketAsync(_bucket);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchBucket")
        {
            // A test that put nothing.
        }

        _s3!.Dispose();
    }

    private protected override async Task<ICodeStore> OpenStoreAsync()
    {
        var server = await stores.S3Async(TestContext.Current.CancellationToken);
        _s3 = ObjectsServiceExtensions.CreateClient(new ObjectsOptions
        {
            ServiceUrl = server.Url,
            AccessKey = server.AccessKey,
            SecretKey = server.SecretKey,
        });
        return new S3CodeStore(_s3, _bucket);
    }
}
