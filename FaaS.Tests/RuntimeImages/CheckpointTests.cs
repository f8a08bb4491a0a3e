using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;

namespace FaaS.Tests.RuntimeImages;

/// <summary>What functions can ask of the platform while they run, in every language that has handlers.</summary>
public sealed class CheckpointTests
{
    public static TheoryData<string> Images() => ["python", "nodejs"];

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Bytes_text_and_json_come_back_as_they_were_saved(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("save");
        byte[] bytes = [0, 255, 1, 254];

        var json = await sandbox.InvokeAsync("{\"ü\":[1,null]}");
        Assert.Equal("{\"ü\":[1,null]}", json.Succeeded().Text);
        Assert.Equal("application/json", sandbox.Keeper["default"].ContentType);

        Assert.Equal("\"größer\"", (await sandbox.InvokeAsync("größer", "text/plain")).Succeeded().Text);
        Assert.Equal("text/plain; charset=utf-8", sandbox.Keeper["default"].ContentType);
        Assert.Equal("größer", Encoding.UTF8.GetString(sandbox.Keeper["default"].Content));

        Assert.Equal(bytes, (await sandbox.InvokeAsync(bytes, "image/png")).Succeeded().Payload);
        Assert.Equal("application/octet-stream", sandbox.Keeper["default"].ContentType);
        Assert.Equal(bytes, sandbox.Keeper["default"].Content);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task An_attempt_goes_on_from_what_the_one_before_it_saved(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("count");

        Assert.Equal("1", (await sandbox.InvokeAsync()).Succeeded().Text);
        Assert.Equal("2", (await sandbox.InvokeAsync()).Succeeded().Text);

        FrameType[] once = [FrameType.Recall, FrameType.Checkpoint];
        Assert.Equal([.. once, .. once], sandbox.Keeper.Requests);
        Assert.Contains("counted", sandbox.Keeper.LoggedBefore, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Checkpoints_have_names(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("named");

        Assert.Equal("[\"a\",\"b\",null]", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Progress_is_brought_into_bounds(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("show");

        (await sandbox.InvokeAsync()).Succeeded();

        var longest = $"x{new string('ü', (InvocationProgress.MaxMessageBytes - 1) / 2)}";
        Assert.Equal(
            [(0.25, null), (1, longest), (0, "three")],
            sandbox.Keeper.Progress.Select(progress => (progress.Fraction, progress.Message)));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task What_may_not_be_kept_is_refused_where_it_is_said(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("refuse");

        Assert.Equal("5", (await sandbox.InvokeAsync()).Succeeded().Text);

        Assert.Empty(sandbox.Keeper.Requests);
        Assert.Empty(sandbox.Keeper.Progress);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task The_largest_checkpoint_goes_through_whole(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("largest");

        Assert.Equal($"{CheckpointLimits.MaxBytes}", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Several_at_once_are_asked_one_after_the_other(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("several");

        Assert.Equal("[0,1,2,3,4,5,6,7]", (await sandbox.InvokeAsync()).Succeeded().Text);
        Assert.Equal("[0,1,2,3,4,5,6,7]", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task What_could_not_be_saved_is_an_error_with_the_reason(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("save");
        sandbox.Keeper.Problem = "The disk is full.";

        var error = (await sandbox.InvokeAsync("1")).Failed(FailureKind.FunctionError);

        Assert.Equal(("CheckpointError", "The disk is full."), (error.Type, error.Message));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task A_worker_that_keeps_nothing_is_asked_nothing(string image)
    {
        var sample = CheckpointSample.Of(image);
        await using var showing = await sample.LoadAsync("show", keepsCheckpoints: false);
        await using var saving = await sample.LoadAsync("save", keepsCheckpoints: false);

        (await showing.InvokeAsync()).Succeeded();
        var error = (await saving.InvokeAsync("1")).Failed(FailureKind.FunctionError);

        Assert.Equal("CheckpointError", error.Type);
        Assert.Empty(showing.Keeper.Progress);
        Assert.Empty(saving.Keeper.Requests);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task An_answered_invocation_has_nothing_to_say_any_more(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("late");
        (await sandbox.InvokeAsync()).Succeeded();

        var second = (await sandbox.InvokeAsync()).Succeeded();

        Assert.Equal("\"the invocation has been answered already\"", second.Text);
        Assert.Empty(sandbox.Keeper.Requests);
        Assert.Empty(sandbox.Keeper.Progress);
    }

    [Fact]
    public async Task A_promise_that_nobody_waits_for_does_not_outlive_its_invocation()
    {
        await using var sandbox = await CheckpointSample.Of("nodejs").LoadAsync("careless");

        (await sandbox.InvokeAsync()).Succeeded();
        (await sandbox.InvokeAsync()).Succeeded();

        Assert.Equal([FrameType.Checkpoint, FrameType.Checkpoint], sandbox.Keeper.Requests);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task An_error_can_say_when_to_try_again(string image)
    {
        await using var sandbox = await CheckpointSample.Of(image).LoadAsync("busy");

        await sandbox.InvokeAsync();

        Assert.Equal(1500, sandbox.LastMeta.GetProperty("retry_after_ms").GetInt32());
    }
}
