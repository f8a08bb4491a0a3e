extern alias cli;

using cli::FaaS.Cli.Deploying;

namespace FaaS.Tests.Cli;

public sealed class IgnoreRulesTests
{
    [Theory]
    [InlineData("*.[oa]", "lib/x.o", true)]
    [InlineData("*.[oa]", "lib/x.c", false)]
    [InlineData("[0-9]*.csv", "7.csv", true)]
    [InlineData("[0-9]*.csv", "x7.csv", false)]
    [InlineData("[!a-c].txt", "d.txt", true)]
    [InlineData("[^a-c].txt", "b.txt", false)]
    [InlineData("[]x].txt", "].txt", true)]
    [InlineData("[a\\]b].txt", "].txt", true)]
    [InlineData("a[!b]c", "a/c", false)]
    [InlineData("a[b", "a[b", true)]
    [InlineData("[z-a]", "m", false)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("\\!important", "!important", true)]
    [InlineData("\\#notes", "#notes", true)]
    [InlineData("/docs/**", "docs/a/b.md", true)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("!.git", ".git", true)]
    [InlineData("!*.pyc", "lib/x.pyc", true)]
    [InlineData("", "main.py", false)]
    public void A_line_means_what_it_means_in_a_gitignore_but_never_brings_back_what_is_not_code(
        string line, string path, bool ignored)
        => Assert.Equal(ignored, IgnoreRules.Parse([line]).Match(path, isFolder: false));
}
