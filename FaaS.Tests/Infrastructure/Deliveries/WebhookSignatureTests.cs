using System.Text;
using FaaS.Infrastructure.Deliveries;

namespace FaaS.Tests.Infrastructure.Deliveries;

public sealed class WebhookSignatureTests
{
    // The example of the specification's own libraries.
    [Fact]
    public void It_is_that_of_the_standard()
        => Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Of(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                DateTimeOffset.FromUnixTimeSeconds(1614265330),
                """{"test": 2432232314}"""u8));

    [Fact]
    public void A_secret_may_be_any_text()
        => Assert.NotEqual(
            WebhookSignature.Of("one secret of sixteen", "id", DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes("{}")),
            WebhookSignature.Of("another one like it", "id", DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes("{}")));
}
