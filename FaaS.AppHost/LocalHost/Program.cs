using FaaS.AppHost.LocalHost;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

var builder = Host.CreateApplicationBuilder(args);

builder.AddLocalHost();

try
{
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, exception.Failures));
    return 2;
}
catch (StartFailedException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
