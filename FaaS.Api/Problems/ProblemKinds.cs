namespace FaaS.Api.Problems;

/// <summary>All kinds of failure that this API answers with. What is published never changes its meaning.</summary>
internal static class ProblemKinds
{
    public static readonly ProblemKind InvalidRequest =
        new("invalid-request", StatusCodes.Status400BadRequest, "The request is not valid.");

    public static readonly ProblemKind MalformedJson =
        new("malformed-json", StatusCodes.Status400BadRequest, "The body is not the JSON that is expected here.");

    public static readonly ProblemKind NotFound =
        new("not-found", StatusCodes.Status404NotFound, "There is nothing at this address.");

    public static readonly ProblemKind FunctionNotFound =
        new("function-not-found", StatusCodes.Status404NotFound, "There is no such function.");

    public static readonly ProblemKind MethodNotAllowed =
        new("method-not-allowed", StatusCodes.Status405MethodNotAllowed, "This address does not take this method.");

    public static readonly ProblemKind VersionExists =
        new("version-exists", StatusCodes.Status409Conflict, "The function has this version already.");

    public static readonly ProblemKind PayloadTooLarge =
        new("payload-too-large", StatusCodes.Status413PayloadTooLarge, "The request is too large.");

    public static readonly ProblemKind UnsupportedMediaType =
        new("unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The body's type is not supported.");

    public static readonly ProblemKind InvalidCode =
        new("invalid-code", StatusCodes.Status422UnprocessableEntity, "The code cannot be used.");

    public static readonly ProblemKind BuildFailed =
        new("build-failed", StatusCodes.Status422UnprocessableEntity, "The code does not compile.");

    public static readonly ProblemKind InitFailed =
        new("init-failed", StatusCodes.Status422UnprocessableEntity, "The code cannot be loaded.");

    public static readonly ProblemKind TooManyPublications =
        new("too-many-publications", StatusCodes.Status429TooManyRequests, "Too many functions are being published.");

    public static readonly ProblemKind InternalError =
        new("internal-error", StatusCodes.Status500InternalServerError, "The platform failed.");

    public static readonly ProblemKind StoreUnavailable =
        new("store-unavailable", StatusCodes.Status503ServiceUnavailable, "A store of the platform does not answer.");
}
