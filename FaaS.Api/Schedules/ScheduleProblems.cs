using FaaS.Api.Functions;
using FaaS.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Schedules;

/// <summary>The ways in which a request about schedules fails, in words for who sent it.</summary>
internal static class ScheduleProblems
{
    public static readonly ProblemKind ScheduleNotFound =
        new("schedule-not-found", StatusCodes.Status404NotFound, "There is no such schedule.");

    public static readonly ProblemKind ScheduleExists =
        new("schedule-exists", StatusCodes.Status409Conflict, "There is a schedule of this name already.");

    public static ProblemHttpResult NotFound(string key)
        => ScheduleNotFound.Because(
            $"No schedule has the name or id {Shown(key)}. GET /schedules lists those there are.");

    public static ProblemHttpResult Of(ScheduleResult result, string key, ScheduleRequest request) => result switch
    {
        ScheduleResult.NoSuchSchedule => NotFound(key),
        ScheduleResult.NoSuchFunction => FunctionProblems.NotFound(request.Function!),
        ScheduleResult.NameTaken => ScheduleExists.Because(
            $"PUT /schedules/{Shown(key)} changes it; a new one needs another name."),
        ScheduleResult.OtherName(var name) => ProblemKinds.InvalidRequest.Because(
            "A schedule keeps its name.",
            new Dictionary<string, string[]> { ["name"] = [$"Must be {name}, or be left out."] }),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not a problem."),
    };

    private static string Shown(string text) => text.Length <= 128 ? text : $"{text[..128]}…";
}
