using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;

using var terminal = Terminal.OfProcess();
return await new FaasCommandLine(terminal, Environment.GetEnvironmentVariable("FAAS_URL")).RunAsync(args);
