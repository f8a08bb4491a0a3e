namespace FaaS.Tests.Model;

/// <summary>Which of all that could happen next does. Any part of a list of steps is a run, too.</summary>
internal readonly record struct Step(StepKind Kind, int Pick);
