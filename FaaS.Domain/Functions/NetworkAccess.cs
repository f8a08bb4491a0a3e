namespace FaaS.Domain.Functions;

public enum NetworkAccess
{
    None,
    Egress,
}
