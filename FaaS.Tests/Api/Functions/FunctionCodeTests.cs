using System.Net;
using System.Text.Json.Nodes;

namespace FaaS.Tests.Api.Functions;

public sealed class FunctionCodeTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    private static readonly TestZip Main = new("main.py", "def handler(event, context): return 1");

    [Fact]
    public async Task Zip_is_kept_and_comes_back_byte_for_byte()
    {
        var zip = TestZip.Pack(new("lib/", ""), new("lib/words.py", "x = 1"), Main);
        var created = await api.CreateAsync(Request(zip));

        var response = await api.GetAsync($"/functions/{created.GetProperty("name").GetString()}/code");

        Assert.Equal("zip", created.GetProperty("code").GetProperty("kind").GetString());
        Assert.Equal(zip.Length, created.GetProperty("code").GetProperty("size").GetInt32());
        Assert.Equal("application/zip", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(zip, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("../evil.py")]
    [InlineData("a/../../evil.py")]
    [InlineData("a/./b.py")]
    [InlineData("a//b.py")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/evil.py")]
    [InlineData("..\\evil.py")]
    [InlineData("a\\b.py")]
    [InlineData("a\nb.py")]
    [InlineData("..")]
    public async Task Entry_that_leaves_the_archive_is_refused(string name)
        => await ShouldBeRefusedAsync(name, Main, new(name, "evil"));

    [Theory]
    [InlineData("main.py")]
    [InlineData("MAIN.py")]
    [InlineData("main.py/nested.py")]
    [InlineData("main.py/")]
    public async Task Entry_that_hides_another_is_refused(string name)
        => await ShouldBeRefusedAsync(name, Main, new(name, name.EndsWith('/') ? "" : "other"));

    [Theory]
    [InlineData(0xA1FF)]
    [InlineData(0x21B6)]
    [InlineData(0x11B6)]
    [InlineData(0xC1B6)]
    public async Task Entry_that_is_no_file_is_refused(int mode)
        => await ShouldBeRefusedAsync("link", Main, new("link", "/etc/passwd", mode));

    [Fact]
    public async Task Handler_that_the_archive_does_not_have_is_named()
    {
        var problem = await ShouldBeRefusedAsync("main.py", new TestZip("app/main.py", "x"));

        Assert.Contains("app/main.py", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Go_archive_without_go_files_at_its_root_is_refused()
    {
        var request = Request(TestZip.Pack(new TestZip("cmd/main.go", "package main")));
        request["runtime"] = "go";
        request["handler"] = "main";

        await (await api.PostAsync(request))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-code");
    }

    [Fact]
    public async Task Bomb_of_zeros_is_refused_for_its_ratio()
        => await ShouldBeRefusedAsync("bomb", Main, TestZip.Zeros("bomb", 64 * 1024 * 1024));

    [Fact]
    public async Task Archive_that_unpacks_to_more_than_250_MB_is_refused()
    {
        // Two bytes of noise in 64 keep the ratio of each entry modest.
        var parts = Enumerable.Range(0, 9).Select(number => TestZip.Sparse($"part-{number}", 30 * 1024 * 1024));

        await ShouldBeRefusedAsync("part-8", [Main, .. parts]);
    }

    [Fact]
    public async Task Archive_that_lies_about_a_size_is_refused()
    {
        var zip = TestZip.Pack(Main, new("liar", new string('x', 1000)));
        TestZip.ForgeSize(zip, "liar", 10);

        var problem = await (await api.PostAsync(Request(zip)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-code");

        Assert.Equal("liar", problem.GetProperty("entry").GetString());
    }

    [Theory]
    [InlineData("UEsDBA==")]
    [InlineData("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("UEsDBBQAAAAIAAAAIQAAAAAA")]
    public async Task Damaged_or_empty_archive_is_refused(string code)
        => await (await api.PostAsync(Request(Convert.FromBase64String(code))))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-code");

    [Theory]
    [InlineData("H4sIAAAAAAAAAwMAAAAAAAAAAAA=")]
    [InlineData("/9j/")]
    public async Task Code_that_is_neither_zip_nor_text_is_refused(string code)
        => await (await api.PostAsync(Request(Convert.FromBase64String(code))))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-code");

    [Fact]
    public async Task Refused_code_is_not_stored()
    {
        var before = api.StoredBlobs();

        await ShouldBeRefusedAsync("../evil", Main, new("../evil", "evil"));

        Assert.Equal(before, api.StoredBlobs());
    }

    [Fact]
    public async Task Code_up_to_50_MB_is_taken_and_more_is_a_413()
    {
        var largest = new byte[50 * 1024 * 1024];
        Array.Fill(largest, (byte)'#');

        var taken = await api.PostAsync(Request(largest));
        var tooLarge = await api.PostAsync(Request([.. largest, (byte)'#']));
        var farTooLarge = await api.PostAsync(Request([.. largest, .. new byte[4 * 1024 * 1024]]));

        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        await tooLarge.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload-too-large");
        await farTooLarge.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload-too-large");
    }

    private static JsonObject Request(byte[] code)
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["code"] = Convert.ToBase64String(code);
        return request;
    }

    private async Task<System.Text.Json.JsonElement> ShouldBeRefusedAsync(
        string entry,
        params IEnumerable<TestZip> entries)
    {
        var response = await api.PostAsync(Request(TestZip.Pack([.. entries])));

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-code");
        Assert.Equal(entry, problem.GetProperty("entry").GetString());
        return problem;
    }
}
