namespace FaaS.Infrastructure.Objects;

internal enum ObjectsType
{
    Local,
    S3,
}
