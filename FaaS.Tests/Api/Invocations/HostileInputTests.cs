using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FaaS.Tests.Api.Functions;

namespace FaaS.Tests.Api.Invocations;

/// <summary>Odd input of callers and functions, none of which may be a failure of ours.</summary>
public sealed class HostileInputTests(InvokeApi api) : IClassFixture<InvokeApi>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_headers_than_fit_beside_the_payload_are_refused()
    {
        var headers = Enumerable.Range(0, 4096).ToDictionary(
            index => char.ToString((char)(0x4e00 + index)), index => char.ToString((char)(0x4e00 + index)));
        var name = await api.DeployAsync();

        var response = await api.Client.PostAsJsonAsync("/invoke", new { function_id = name, headers }, Cancel);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(["headers"], problem.Fields());
    }

    [Theory]
    [InlineData(63, "json")]
    [InlineData(64, "text")]
    [InlineData(65, "text")]
    public async Task Result_of_any_depth_can_be_shown(int depth, string encoding)
    {
        var result = new string('[', depth) + new string(']', depth);
        var name = await api.DeployAsync();
        using var content = new StringContent(result, Encoding.UTF8, "application/json");

        var invoked = await api.InvokeAsync(name, content);
        var id = invoked.Headers.GetValues("X-Invocation-Id").Single();
        var response = await api.Functions.GetAsync($"/invocations/{id}");

        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        var options = new JsonDocumentOptions { MaxDepth = 100 };
        using var shown = JsonDocument.Parse(text, options);
        Assert.Equal(encoding, shown.RootElement.GetProperty("result_encoding").GetString());
    }

    [Fact]
    public async Task Charset_that_does_not_exist_is_an_unsupported_media_type()
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=klingon");

        var response = await api.Client.PostAsync(new Uri("/invoke", UriKind.Relative), content, Cancel);

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task Result_is_not_taken_for_anything_but_what_it_says()
    {
        using var content = new StringContent("<script>", Encoding.UTF8, "text/plain");

        var response = await api.InvokeAsync(await api.DeployAsync(), content);

        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }
}
