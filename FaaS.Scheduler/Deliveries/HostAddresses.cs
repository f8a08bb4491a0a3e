using System.Net;

namespace FaaS.Scheduler.Deliveries;

/// <summary>Where a name leads now.</summary>
internal delegate Task<IPAddress[]> HostAddresses(string host, CancellationToken cancellationToken);
