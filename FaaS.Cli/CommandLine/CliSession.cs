using FaaS.Cli.Terminals;
using FaaS.Client;

namespace FaaS.Cli.CommandLine;

/// <summary>What a command works with while it runs.</summary>
internal sealed record CliSession(FaasClient Api, Terminal Terminal, bool Json);
