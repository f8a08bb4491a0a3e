using System.ComponentModel.DataAnnotations;

namespace FaaS.Infrastructure.Objects;

internal sealed class ObjectsOptions
{
    public const string Section = "Objects";

    /// <summary><c>local</c> keeps code in a directory, which all replicas must share; <c>s3</c> in a bucket.</summary>
    [EnumDataType(typeof(ObjectsType))]
    public ObjectsType Type { get; set; } = ObjectsType.Local;

    /// <summary>Of <c>local</c>; made when it is missing. A relative path starts at the working directory.</summary>
    [Required]
    public string Directory { get; set; } = Path.Combine(".faas", "objects");

    /// <summary>Of <c>s3</c>; made when it is missing.</summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", ErrorMessage = "Must be the name of a bucket.")]
    public string Bucket { get; set; } = "faas-code";

    /// <summary>Where S3 answers, such as <c>http://localhost:9000</c>; empty for AWS itself.</summary>
    public Uri? ServiceUrl { get; set; }

    /// <summary>Empty (with SecretKey) to take credentials from where the AWS SDK finds them.</summary>
    public string AccessKey { get; set; } = "";

    public string SecretKey { get; set; } = "";

    [Required]
    public string Region { get; set; } = "us-east-1";
}
