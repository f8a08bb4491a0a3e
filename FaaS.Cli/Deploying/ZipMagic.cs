namespace FaaS.Cli.Deploying;

internal static class ZipMagic
{
    public static bool IsAt(ReadOnlySpan<byte> code) => code.StartsWith("PK\u0003\u0004"u8);
}
