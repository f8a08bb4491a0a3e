namespace FaaS.Domain.Functions;

public enum Runtime
{
    Python,
    Nodejs,
    Go,
}
