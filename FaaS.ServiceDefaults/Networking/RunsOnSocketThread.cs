namespace FaaS.ServiceDefaults.Networking;

/// <summary>Endpoint metadata: it neither computes for long nor blocks, so no other thread has to be woken.</summary>
public sealed class RunsOnSocketThread;
