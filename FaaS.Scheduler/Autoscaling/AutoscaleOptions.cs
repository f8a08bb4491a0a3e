using System.ComponentModel.DataAnnotations;

namespace FaaS.Scheduler.Autoscaling;

/// <summary>What the number of workers is asked for by. Whoever starts workers acts upon it.</summary>
internal sealed class AutoscaleOptions
{
    public const string Section = "Autoscale";

    [Range(0, 10_000)]
    public int MinWorkers { get; set; } = 1;

    [Range(1, 10_000)]
    public int MaxWorkers { get; set; } = 100;

    /// <summary>How soon after its being due the oldest of a backlog should be done.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DrainWithin { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The part of all slots that should be in use, so that a burst finds room.</summary>
    [Range(0.1, 1)]
    public double Utilisation { get; set; } = 0.8;

    /// <summary>For how long fewer workers must have been enough before there are fewer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ScaleDownAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>From one look at the queue to the next.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Over how long arrivals and service time are averaged: shorter is quicker and less steady.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Smoothing { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an invocation is taken to last before any has ended.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:15:00")]
    public TimeSpan AssumedServiceTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What a worker is taken to run at once before any has connected.</summary>
    [Range(1, 10_000)]
    public int AssumedSlots { get; set; } = 16;
}
