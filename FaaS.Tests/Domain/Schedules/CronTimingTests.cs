using System.Globalization;
using FaaS.Domain.Schedules;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Schedules;

/// <summary>What becomes of due times where the clocks are put forward or back.</summary>
public sealed class CronTimingTests
{
    private const string Berlin = "Europe/Berlin";
    private const string NewYork = "America/New_York";
    private const string LordHowe = "Australia/Lord_Howe";

    private static readonly string[] Zones =
        [Berlin, NewYork, LordHowe, "UTC", "Asia/Kolkata", "America/Asuncion", "Pacific/Apia", "Africa/Casablanca"];

    [Theory]
    // Forward: 02:00 becomes 03:00 on March 29, 2026.
    [InlineData(Berlin, "30 2 * * *", "2026-03-28T12:00+01", "2026-03-29T03:00+02", "2026-03-30T02:30+02")]
    [InlineData(Berlin, "0 2 * * *", "2026-03-28T12:00+01", "2026-03-29T03:00+02", "2026-03-30T02:00+02")]
    [InlineData(Berlin, "0 3 * * *", "2026-03-28T12:00+01", "2026-03-29T03:00+02", "2026-03-30T03:00+02")]
    [InlineData(Berlin, "*/20 2,3 * * *", "2026-03-28T12:00+01", "2026-03-29T03:00+02", "2026-03-29T03:20+02")]
    [InlineData(Berlin, "0 */2 * * *", "2026-03-29T00:30+01", "2026-03-29T03:00+02", "2026-03-29T04:00+02")]
    [InlineData(Berlin, "30 * * * *", "2026-03-29T00:45+01", "2026-03-29T01:30+01", "2026-03-29T03:30+02")]
    [InlineData(
        Berlin, "@hourly", "2026-03-29T00:30+01", "2026-03-29T01:00+01", "2026-03-29T03:00+02",
        "2026-03-29T04:00+02")]
    [InlineData(NewYork, "30 2 * * *", "2026-03-07T12:00-05", "2026-03-08T03:00-04", "2026-03-09T02:30-04")]
    [InlineData(LordHowe, "15 2 * * *", "2026-10-03T12:00+10:30", "2026-10-04T02:30+11", "2026-10-05T02:15+11")]
    [InlineData(
        LordHowe, "*/15 * * * *", "2026-10-04T01:30+10:30", "2026-10-04T01:45+10:30", "2026-10-04T02:30+11",
        "2026-10-04T02:45+11")]
    // Back: 03:00 becomes 02:00 on October 25, 2026.
    [InlineData(Berlin, "30 2 * * *", "2026-10-24T12:00+02", "2026-10-25T02:30+02", "2026-10-26T02:30+01")]
    [InlineData(Berlin, "30 2 * * *", "2026-10-25T02:10+01", "2026-10-26T02:30+01")]
    [InlineData(Berlin, "0 3 * * *", "2026-10-25T02:30+02", "2026-10-25T03:00+01")]
    [InlineData(Berlin, "0 2,3 * * *", "2026-10-25T01:00+02", "2026-10-25T02:00+02", "2026-10-25T03:00+01")]
    [InlineData(
        Berlin, "@hourly", "2026-10-25T01:30+02", "2026-10-25T02:00+02", "2026-10-25T02:00+01",
        "2026-10-25T03:00+01")]
    [InlineData(
        Berlin, "45 * * * *", "2026-10-25T02:00+02", "2026-10-25T02:45+02", "2026-10-25T02:45+01",
        "2026-10-25T03:45+01")]
    [InlineData(NewYork, "30 1 * * *", "2026-10-31T12:00-04", "2026-11-01T01:30-04", "2026-11-02T01:30-05")]
    [InlineData(
        NewYork, "*/30 * * * *", "2026-11-01T01:10-04", "2026-11-01T01:30-04", "2026-11-01T01:00-05",
        "2026-11-01T01:30-05")]
    [InlineData(LordHowe, "45 1 * * *", "2026-04-04T12:00+11", "2026-04-05T01:45+11", "2026-04-06T01:45+10:30")]
    [InlineData(
        LordHowe, "*/15 * * * *", "2026-04-05T01:40+11", "2026-04-05T01:45+11", "2026-04-05T01:30+10:30",
        "2026-04-05T01:45+10:30", "2026-04-05T02:00+10:30")]
    // A whole day that was left out, and midnights that were shown twice or never.
    [InlineData("Pacific/Apia", "0 12 30 12 *", "2011-12-29T12:00-10", "2011-12-31T00:00+14", "2012-12-30T12:00+14")]
    [InlineData("America/Asuncion", "0 0 * * *", "2023-09-30T12:00-04", "2023-10-01T01:00-03", "2023-10-02T00:00-03")]
    [InlineData("America/Asuncion", "45 * 25 3 *", "2023-03-25T23:30-03", "2023-03-25T23:45-03", "2023-03-25T23:45-04")]
    [InlineData("UTC", "0 0 29 2 *", "2026-01-01T00:00+00", "2028-02-29T00:00+00")]
    public void Due_times_follow_the_clocks(string zone, string text, string from, params string[] expected)
    {
        var timing = new CronTiming(CronExpressionTests.Parse(text), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var times = new List<DateTimeOffset>();
        for (var time = Moment(from); times.Count < expected.Length;)
        {
            time = timing.After(time, time)!.Value;
            times.Add(time);
        }

        Assert.Equal(expected.Select(Moment), times);
        Assert.Equal(expected.Select(text => Moment(text).Offset), times.Select(time => time.Offset));
    }

    [Fact]
    public void Named_times_come_once_a_day_and_all_of_them()
        => Prop.ForAll(AnyZone, Named, AnyMoment, (zone, named, moment) =>
        {
            var timing = new CronTiming(
                CronExpressionTests.Parse($"{named.Minute} {named.Hour} * * *"),
                TimeZoneInfo.FindSystemTimeZoneById(zone));
            var days = Following(timing, moment, 400)
                .Select(due => DateOnly.FromDateTime(due.DateTime)).ToList();

            // Apia had no December 30, 2011, and what was due then is due when the next day begins.
            return days.Zip(days.Skip(1)).All(pair => pair.Second == pair.First.AddDays(1)
                || (zone == "Pacific/Apia" && pair.First.Year >= 2011));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void What_holds_in_every_hour_is_what_the_clocks_show_minute_by_minute()
        => Prop.ForAll(AnyZone, Gen.Choose(1, 59).ToArbitrary(), Changes, (zone, step, moment) =>
        {
            var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
            var timing = new CronTiming(CronExpressionTests.Parse($"*/{step} * * * *"), info);
            var shown = Enumerable.Range(1, 3 * 1440)
                .Select(minute => moment.AddMinutes(minute))
                .Where(time => TimeZoneInfo.ConvertTime(time, info).Minute % step == 0)
                .ToList();
            return Following(timing, moment, shown.Count).SequenceEqual(shown);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void What_is_next_does_not_depend_on_where_one_looks_from()
        => Prop.ForAll(AnyZone, Named, Changes, (zone, named, moment) =>
        {
            var timing = new CronTiming(
                CronExpressionTests.Parse($"*/{named.Minute + 1} {named.Hour % 4} * * *"),
                TimeZoneInfo.FindSystemTimeZoneById(zone));
            var all = Following(timing, moment, 50);
            return Enumerable.Range(0, 500).Select(half => moment.AddMinutes(half * 3)).All(from =>
            {
                var next = timing.After(from, from)!.Value;
                return next > from && (next > all[^1] || next == all.First(due => due > from));
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static Arbitrary<string> AnyZone => Gen.Elements(Zones).ToArbitrary();

    private static Arbitrary<DateTimeOffset> AnyMoment => Gen.Choose(0, 20 * 365 * 1440)
        .Select(minutes => new DateTimeOffset(2010, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes))
        .ToArbitrary();

    // The days around those on which most zones change.
    private static Arbitrary<DateTimeOffset> Changes
        => (from year in Gen.Choose(2011, 2030)
            from month in Gen.Elements(3, 4, 9, 10, 11)
            from minute in Gen.Choose(0, 30 * 1440)
            select new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute)).ToArbitrary();

    private static Arbitrary<TimeOnly> Named => Gen.Choose(0, 1439)
        .Select(minutes => TimeOnly.MinValue.AddMinutes(minutes))
        .ToArbitrary();

    private static List<DateTimeOffset> Following(CronTiming timing, DateTimeOffset moment, int count)
    {
        var times = new List<DateTimeOffset>();
        for (var time = moment; times.Count < count;)
        {
            time = timing.After(time, time)!.Value;
            times.Add(time);
        }

        return times;
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.ParseExact(
        text, ["yyyy-MM-dd'T'HH:mmzz", "yyyy-MM-dd'T'HH:mmzzz"], CultureInfo.InvariantCulture, DateTimeStyles.None);
}
