using System.Net;

namespace FaaS.Tests.Faults;

/// <param name="Type">The last part of the problem's type. Null: there was none.</param>
internal sealed record LoadAnswer(HttpStatusCode Status, string? Type, TimeSpan Took);
