using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Schedules;

/// <param name="N">How many, 1 to 100; 5 when it is left out.</param>
internal sealed record NextTimesQuery([FromQuery(Name = "n")] int? N)
{
    public const int Max = 100;
    public const int Default = 5;
}
