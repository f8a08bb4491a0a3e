using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

/// <summary>An attempt that is to be settled.</summary>
internal sealed record Ended(Claim Claim, InvocationFailure? Failure, Settlement Settlement);
