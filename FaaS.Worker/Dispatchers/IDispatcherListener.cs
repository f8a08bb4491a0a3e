using FaaS.Protocol.Messages;

namespace FaaS.Worker.Dispatchers;

/// <summary>Hears what dispatchers say to the worker as a whole.</summary>
internal interface IDispatcherListener
{
    /// <summary>A dispatcher lets this worker in, or says who else there is now.</summary>
    void OnWelcome(Welcome welcome);

    /// <summary>Somebody wants this worker to finish what runs and to end.</summary>
    void OnDrain(string reason);

    /// <summary>Nobody is at the other end any more.</summary>
    void OnLost(DispatcherLink link);
}
