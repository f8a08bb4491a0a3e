namespace FaaS.AppHost.LocalHost;

/// <summary>The signals of Linux that we send.</summary>
internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}
