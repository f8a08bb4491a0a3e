namespace FaaS.Tests.Model;

/// <summary>Something that could happen now.</summary>
internal readonly record struct Move(string Text, Action Make);
