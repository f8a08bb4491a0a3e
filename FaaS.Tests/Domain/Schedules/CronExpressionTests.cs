using System.Globalization;
using FaaS.Domain.Schedules;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Schedules;

public sealed class CronExpressionTests
{
    // A Thursday.
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0);

    [Theory]
    [InlineData("* * * * *", "2026-01-01 00:01:00", "2026-01-01 00:02:00")]
    [InlineData("* * * * * *", "2026-01-01 00:00:01", "2026-01-01 00:00:02")]
    [InlineData(
        "*/20 30 4 * * *", "2026-01-01 04:30:00", "2026-01-01 04:30:20", "2026-01-01 04:30:40",
        "2026-01-02 04:30:00")]
    [InlineData("*/25 * * * *", "2026-01-01 00:25:00", "2026-01-01 00:50:00", "2026-01-01 01:00:00")]
    [InlineData("50/5 22 * * *", "2026-01-01 22:50:00", "2026-01-01 22:55:00", "2026-01-02 22:50:00")]
    [InlineData(
        "10-20/5 3 * * *", "2026-01-01 03:10:00", "2026-01-01 03:15:00", "2026-01-01 03:20:00",
        "2026-01-02 03:10:00")]
    [InlineData(
        "0 9,17 * * MON-FRI", "2026-01-01 09:00:00", "2026-01-01 17:00:00", "2026-01-02 09:00:00",
        "2026-01-02 17:00:00", "2026-01-05 09:00:00")]
    [InlineData("0 0 * * 0", "2026-01-04 00:00:00", "2026-01-11 00:00:00")]
    [InlineData("0 0 * * 7", "2026-01-04 00:00:00", "2026-01-11 00:00:00")]
    [InlineData("0 0 * * sun", "2026-01-04 00:00:00", "2026-01-11 00:00:00")]
    [InlineData(
        "0 0 * * FRI-SUN", "2026-01-02 00:00:00", "2026-01-03 00:00:00", "2026-01-04 00:00:00",
        "2026-01-09 00:00:00")]
    [InlineData(
        "0 0 * * 5-7", "2026-01-02 00:00:00", "2026-01-03 00:00:00", "2026-01-04 00:00:00", "2026-01-09 00:00:00")]
    [InlineData(
        "0 0 13 * FRI", "2026-01-02 00:00:00", "2026-01-09 00:00:00", "2026-01-13 00:00:00", "2026-01-16 00:00:00")]
    [InlineData("0 0 */10 * FRI", "2026-05-01 00:00:00", "2026-07-31 00:00:00", "2026-08-21 00:00:00")]
    [InlineData("0 0 29 2 *", "2028-02-29 00:00:00", "2032-02-29 00:00:00")]
    [InlineData("0 0 31 * *", "2026-01-31 00:00:00", "2026-03-31 00:00:00", "2026-05-31 00:00:00")]
    [InlineData("0 0 L * *", "2026-01-31 00:00:00", "2026-02-28 00:00:00", "2026-03-31 00:00:00")]
    [InlineData(
        "0 0 15,L FEB,jun *", "2026-02-15 00:00:00", "2026-02-28 00:00:00", "2026-06-15 00:00:00",
        "2026-06-30 00:00:00")]
    [InlineData("0 8 * * MON#1", "2026-01-05 08:00:00", "2026-02-02 08:00:00", "2026-03-02 08:00:00")]
    [InlineData(
        "0 8 * * 5#5,SUN", "2026-01-04 08:00:00", "2026-01-11 08:00:00", "2026-01-18 08:00:00", "2026-01-25 08:00:00",
        "2026-01-30 08:00:00")]
    [InlineData("0 12 ? * *", "2026-01-01 12:00:00", "2026-01-02 12:00:00")]
    [InlineData("59 59 23 31 12 *", "2026-12-31 23:59:59", "2027-12-31 23:59:59")]
    [InlineData("@hourly", "2026-01-01 01:00:00", "2026-01-01 02:00:00")]
    [InlineData("@daily", "2026-01-02 00:00:00")]
    [InlineData("@midnight", "2026-01-02 00:00:00")]
    [InlineData("@weekly", "2026-01-04 00:00:00")]
    [InlineData("@monthly", "2026-02-01 00:00:00")]
    [InlineData("@yearly", "2027-01-01 00:00:00")]
    [InlineData("@Annually", "2027-01-01 00:00:00")]
    [InlineData("  0   6\t* * *  ", "2026-01-01 06:00:00")]
    public void Expression_means_what_it_means_in_Unix(string text, params string[] expected)
    {
        var expression = Parse(text);
        var times = new List<string>();
        for (var time = Start; times.Count < expected.Length;)
        {
            time = expression.After(time)!.Value;
            times.Add(time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected, times);
    }

    [Theory]
    [InlineData("", "1 to 256")]
    [InlineData("* * * *", "5 fields")]
    [InlineData("* * * * * * *", "5 fields")]
    [InlineData("60 * * * *", "minute")]
    [InlineData("* 24 * * *", "hour")]
    [InlineData("* * 0 * *", "day of month")]
    [InlineData("* * 32 * *", "day of month")]
    [InlineData("* * * 13 *", "month")]
    [InlineData("* * * * 8", "day of week")]
    [InlineData("* * * * MOO", "day of week")]
    [InlineData("* * * * MON#6", "day of week")]
    [InlineData("* * * * MON#", "day of week")]
    [InlineData("60 * * * * *", "second")]
    [InlineData("*/0 * * * *", "minute")]
    [InlineData("*/x * * * *", "minute")]
    [InlineData("-1 * * * *", "minute")]
    [InlineData("5- * * * *", "minute")]
    [InlineData("30-10 * * * *", "minute")]
    [InlineData("1,,2 * * * *", "minute")]
    [InlineData(", * * * *", "minute")]
    [InlineData("** * * * *", "minute")]
    [InlineData("1.5 * * * *", "minute")]
    [InlineData("+1 * * * *", "minute")]
    [InlineData("٣ * * * *", "minute")]
    [InlineData("@never", "@hourly")]
    [InlineData("0 0 30 2 *", "no such day")]
    [InlineData("0 0 31 4,6,9,11 *", "no such day")]
    public void What_makes_no_sense_is_refused_with_the_field_that_is_wrong(string text, string hint)
    {
        var problem = CronExpression.TryParse(text, out var expression);

        Assert.Null(expression);
        Assert.Contains(hint, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_of_any_size_end_with_the_field()
        => Prop.ForAll(Gen.Choose(1, 2_000_000_000).ToArbitrary(), step =>
            CronExpression.TryParse($"*/{step} * * * *", out _) is null).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_is_worse_than_refused()
        => Prop.ForAll<string>(text =>
            CronExpression.TryParse(text, out var expression) is null == expression is not null)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_next_time_is_the_first_that_matches()
        => Prop.ForAll(Expressions, Gen.Choose(0, 366 * 1440).ToArbitrary(), (text, minutes) =>
        {
            var from = Start.AddMinutes(minutes);
            var next = Parse(text).After(from)!.Value;
            var searched = Enumerable.Range(1, Math.Min(1440 * 40, (int)(next - from).TotalMinutes))
                .Select(minute => from.AddMinutes(minute))
                .FirstOrDefault(time => Matches(text, time));
            return searched == default ? next - from > TimeSpan.FromDays(39) : searched == next;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    internal static CronExpression Parse(string text)
    {
        Assert.Null(CronExpression.TryParse(text, out var expression));
        return expression!;
    }

    /// <summary>The same rule once more, said as plainly as possible: numbers and lists only.</summary>
    private static bool Matches(string text, DateTime time)
    {
        var fields = text.Split(' ');
        var (ofMonth, ofWeek) = (In(fields[2], time.Day), In(fields[4], (int)time.DayOfWeek));
        return In(fields[0], time.Minute) && In(fields[1], time.Hour) && In(fields[3], time.Month)
            && (fields[2] == "*" || fields[4] == "*" ? ofMonth && ofWeek : ofMonth || ofWeek);
    }

    private static bool In(string field, int value)
        => field == "*" || field.Split(',').Contains(value.ToString(CultureInfo.InvariantCulture));

    private static Arbitrary<string> Expressions
    {
        get
        {
            static Gen<string> Field(int first, int last) => Gen.Frequency(
                (2, Gen.Constant("*")),
                (3, from values in Gen.Choose(first, last).NonEmptyListOf()
                    select string.Join(',', values.Take(3))));

            return (from minute in Field(0, 59)
                    from hour in Field(0, 23)
                    from day in Field(1, 28)
                    from month in Field(1, 12)
                    from weekday in Field(0, 6)
                    select $"{minute} {hour} {day} {month} {weekday}").ToArbitrary();
        }
    }
}
