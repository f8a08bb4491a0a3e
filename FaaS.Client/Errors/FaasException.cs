using System.Net;

namespace FaaS.Client.Errors;

/// <summary>The API answered with an error; <see cref="Problem"/> is all that it said.</summary>
public sealed class FaasException : Exception
{
    public FaasException(Problem problem, TimeSpan? retryAfter = null)
        : base(problem.Describe())
    {
        Problem = problem;
        RetryAfter = retryAfter;
    }

    /// <summary>The problem document (RFC 9457).</summary>
    public Problem Problem { get; }

    /// <summary>The HTTP status code: 4xx is for the caller to mend, 502 and 504 are the function's fault.</summary>
    public HttpStatusCode StatusCode => (HttpStatusCode)Problem.Status;

    /// <summary>How long to wait before asking again, where the API said so (429, 503); else null.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the user's code is to blame: it threw, ran too long, could not be built, …</summary>
    public bool IsFunctionFailure => Problem is { Error: not null, Status: 422 or 502 or 504 };
}
