namespace FaaS.Domain.Autoscaling;

/// <summary>What workers should achieve together, and how many there may be.</summary>
/// <param name="DrainWithin">How soon after its being due the oldest of a backlog should be done.</param>
/// <param name="Utilisation">The part of all slots that should be in use, so that a burst finds room.</param>
public readonly record struct ScalingTarget(int MinWorkers, int MaxWorkers, TimeSpan DrainWithin, double Utilisation);
