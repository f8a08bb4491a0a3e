using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace FaaS.Infrastructure.Workers;

/// <summary>Compares in constant time, whatever the length of what was sent.</summary>
internal sealed class JoinToken(IOptions<WorkersOptions> options)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _expected = Hash(options.Value.JoinToken);

    public bool IsIn(StringValues authorization)
        => authorization is [{ } value]
            && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(value[Scheme.Length..]), _expected);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
