using System.Threading.Channels;
using FaaS.Infrastructure.Dispatch;

namespace FaaS.Infrastructure.Permits;

/// <summary>Gates that have to be looked at: each once, however often it is asked for, and by one at a time.</summary>
internal sealed class WantedGates
{
    private readonly Lock _gate = new();
    private readonly HashSet<FunctionGate> _wanted = [];
    private readonly HashSet<FunctionGate> _taken = [];

    // Holds no gate twice, and gates are bounded.
    private readonly Channel<FunctionGate> _line = Channel.CreateUnbounded<FunctionGate>();

    public void Add(FunctionGate gate)
    {
        lock (_gate)
        {
            if (_wanted.Add(gate) && !_taken.Contains(gate))
            {
                _line.Writer.TryWrite(gate);
            }
        }
    }

    /// <summary>To be given back with <see cref="Return"/>.</summary>
    public async ValueTask<FunctionGate> TakeAsync(CancellationToken cancellationToken)
    {
        var gate = await _line.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            _wanted.Remove(gate);
            _taken.Add(gate);
        }

        return gate;
    }

    public void Return(FunctionGate gate)
    {
        lock (_gate)
        {
            _taken.Remove(gate);
            if (_wanted.Contains(gate))
            {
                _line.Writer.TryWrite(gate);
            }
        }
    }
}
