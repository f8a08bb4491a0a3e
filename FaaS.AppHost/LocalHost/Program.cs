using FaaS.AppHost.LocalHost;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

// The folder that it is started in holds what everybody else writes, and the host watches its own for settings.
var builder = Host.CreateApplicationBuilder(
    new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });

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
