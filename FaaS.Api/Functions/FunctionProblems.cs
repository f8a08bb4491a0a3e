using FaaS.Api.Functions.Code;
using FaaS.Api.Problems;
using FaaS.Domain.Invocations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Functions;

/// <summary>The ways in which a request about functions fails, in words for who sent it.</summary>
internal static class FunctionProblems
{
    public static ProblemHttpResult NotFound(string key)
        => ProblemKinds.FunctionNotFound.Because(
            $"No function has the name or id {Shown(key)}. GET /functions lists those there are.");

    public static ProblemHttpResult VersionExists(string version)
        => ProblemKinds.VersionExists.Because(
            $"Version {version} exists and never changes. Send another version, or PUT without one to get the next.");

    public static ProblemHttpResult SecretMissing(string field)
        => ProblemKinds.InvalidRequest.Because(
            $"Mend {field} and send it again.",
            new Dictionary<string, string[]>
            {
                [field] = ["Must be given with a new url: what is sent there is signed with it."],
            });

    public static ProblemHttpResult CodeTooLarge(int limit)
        => ProblemKinds.PayloadTooLarge.Because($"The code is larger than {limit >> 20} MiB.");

    public static ProblemHttpResult CodeRefused(CodeProblem problem)
        => problem.Entry is { } entry
            ? ProblemKinds.InvalidCode.Because(
                $"{Shown(entry)}: {problem.Reason}", KeyValuePair.Create("entry", (object?)entry))
            : ProblemKinds.InvalidCode.Because(problem.Reason);

    public static ProblemHttpResult CodeFailed(InvocationFailure failure)
        => (failure.Kind == FailureKind.BuildError ? ProblemKinds.BuildFailed : ProblemKinds.InitFailed).Because(
            failure.Message,
            KeyValuePair.Create("error", (object?)FailureDetails.Of(failure)));

    public static ProblemHttpResult OtherName(string name)
        => ProblemKinds.InvalidRequest.Because(
            "A function keeps its name.",
            new Dictionary<string, string[]> { ["name"] = [$"Must be {name}, or be left out."] });

    private static string Shown(string text) => text.Length <= 128 ? text : $"{text[..128]}…";
}
