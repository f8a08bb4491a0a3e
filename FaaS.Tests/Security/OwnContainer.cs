namespace FaaS.Tests.Security;

/// <summary>Python that finds out which container it is in, for the test to look at it from outside.</summary>
internal static class OwnContainer
{
    public const string Python =
        """
        def own_container():
            import re
            return re.search("/containers/([0-9a-f]{64})/", open("/proc/self/mountinfo").read()).group(1)
        """;
}
