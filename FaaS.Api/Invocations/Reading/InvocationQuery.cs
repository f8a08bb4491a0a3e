using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Invocations.Reading;

/// <param name="Wait">How long to wait for the end, at most 60s; not at all when it is left out.</param>
internal sealed record InvocationQuery([FromQuery(Name = "wait")] string? Wait);
