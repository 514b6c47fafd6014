using Secure.Gateway.Biometrics;

namespace Secure.Biometrics.Host.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Without_a_host_nothing_else_is_needed() => Assert.Empty(new BiometricsHostOptions().Faults());

    [Fact]
    public void A_host_with_its_folders_can_be_used() => Assert.Empty(Good().Faults());

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        BiometricsHostOptions bad = new() { Host = "host", Models = null, Runtime = "x", Run = "/" + new string('r', 90), AnswerMax = TimeSpan.Zero, StartMax = TimeSpan.Zero, OpenMax = 0 };
        Assert.Equal(["Host", "Models", "Runtime", "Run", "AnswerMax", "StartMax", "OpenMax"], bad.Faults().Select(f => f.Split(' ')[0].Split(':')[1]));
    }

    [Theory]
    [InlineData("--socket", "/s", "--models", "/m")]
    [InlineData("--socket", "s", "--models", "/m", "--runtime", "/r")]
    [InlineData("--socket", "/s", "--models", "/m", "--other", "/r")]
    [InlineData("--socket", "/s", "--models", "/m", "--runtime", "/r", "--more", "/x")]
    public void A_host_called_otherwise_than_the_gateway_does_refuses(params string[] args) => Assert.Null(HostOptions.Parse(args));

    private static BiometricsHostOptions Good() => new() { Host = "/opt/host", Models = "/opt/models", Runtime = "/opt/runtime", Run = "/run/secure" };
}
