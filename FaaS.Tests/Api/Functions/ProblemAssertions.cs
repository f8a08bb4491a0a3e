using System.Net;
using System.Text.Json;

namespace FaaS.Tests.Api.Functions;

internal static class ProblemAssertions
{
    /// <summary>Checks what every problem must have, and gives it to look further.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(
        this HttpResponseMessage response,
        HttpStatusCode status,
        string name)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);

        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal($"https://faas.dev/problems/{name}", problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("trace_id").GetString()));
        return problem;
    }

    public static IEnumerable<string> Fields(this JsonElement problem)
        => problem.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order();
}
