using FaaS.Api.Problems;

namespace FaaS.Api.OpenApi;

internal static class EndpointDescriptionExtensions
{
    /// <summary>States every kind of failure that the endpoint answers with by itself.</summary>
    public static TBuilder WithProblems<TBuilder>(this TBuilder endpoint, params IReadOnlyList<ProblemKind> kinds)
        where TBuilder : IEndpointConventionBuilder
        => endpoint.WithMetadata(new ProblemMetadata([.. kinds, ProblemKinds.StoreUnavailable]));

    /// <summary>Describes headers that the endpoint reads by itself.</summary>
    public static TBuilder WithHeaders<TBuilder>(this TBuilder endpoint, params IReadOnlyList<HeaderMetadata> headers)
        where TBuilder : IEndpointConventionBuilder
        => endpoint.WithMetadata([.. headers]);

    /// <summary>Shows a request and what it is answered with, as JSON.</summary>
    public static TBuilder WithExample<TBuilder>(this TBuilder endpoint, string? request, string? response)
        where TBuilder : IEndpointConventionBuilder
        => endpoint.WithMetadata(new ExampleMetadata(request, response));
}
