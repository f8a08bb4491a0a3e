namespace FaaS.Cli.CommandLine;

internal readonly record struct CliExample(string CommandLine, string Purpose);
