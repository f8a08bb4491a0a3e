using System.Net;
using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;
using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Objects;

/// <summary>Code as objects <c>code/abcdef…</c> of one bucket of AWS, MinIO, Ceph or any other S3.</summary>
internal sealed class S3CodeStore(IAmazonS3 s3, string bucket) : ICodeStore
{
    public async Task PutAsync(CodeDigest digest, ReadOnlyMemory<byte> code, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(digest, cancellationToken))
        {
            return;
        }

        try
        {
            await UploadAsync(digest, code, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchBucket")
        {
            await CreateBucketAsync(cancellationToken);
            await UploadAsync(digest, code, cancellationToken);
        }
    }

    public async Task<Stream?> OpenAsync(CodeDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            var response = await s3.GetObjectAsync(bucket, KeyOf(digest), cancellationToken);
            return response.ResponseStream;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task DeleteAsync(CodeDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            await s3.DeleteObjectAsync(bucket, KeyOf(digest), cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            // AWS says 204 for what is not there, others 404; either way it is gone.
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await s3.ListObjectsV2Async(new() { BucketName = bucket, MaxKeys = 1 }, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchBucket")
        {
            // The first upload makes it.
        }
    }

    private async Task<bool> ExistsAsync(CodeDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            await s3.GetObjectMetadataAsync(bucket, KeyOf(digest), cancellationToken);
            return true;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private async Task UploadAsync(CodeDigest digest, ReadOnlyMemory<byte> code, CancellationToken cancellationToken)
    {
        using var content = MemoryMarshal.TryGetArray(code, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(code.ToArray(), writable: false);

        await s3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = KeyOf(digest),
                InputStream = content,
                AutoCloseStream = false,
                UseChunkEncoding = false,
            },
            cancellationToken);
    }

    private async Task CreateBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            await s3.PutBucketAsync(bucket, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Conflict)
        {
            // Another replica was faster.
        }
    }

    private static string KeyOf(CodeDigest digest) => $"code/{digest.Value}";
}
