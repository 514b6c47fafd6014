using Secure.EdgeAgent.Settings;
using Secure.TestKit;

namespace Secure.EdgeAgent.Tests;

public sealed class AgentSettingsTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        SettingsException refused = Refused("""
            { "agent": "gateway", "dataFolder": "here", "gateway": { "host": "", "port": 0 }, "broker": { "host": "x", "port": 70000 },
              "controllers": [ { "id": "Door 1", "socket": "door.sock" }, { "id": "a", "socket": "/s" }, { "id": "a", "socket": "/t" } ], "eventQueueMiB": 0,
              "doors": [ { "id": "Archive", "camera": { "folder": "pictures" } }, { "id": "b", "fingerprint": { "tty": "ttyS0", "baud": 1 } }, { "id": "b" },
                         { "id": "c", "camera": {} }, { "id": "d", "camera": { "device": "video0", "width": 1 } } ] }
            """);
        foreach (string part in (string[])["agent:", "dataFolder:", "gateway.host", "gateway.port", "broker.port", "controllers[0].id", "controllers[0].socket", "controllers: an id stands twice", "eventQueueMiB",
            "doors[0].id", "doors[0].camera.folder", "doors[1].fingerprint.tty", "doors[1].fingerprint.baud", "doors: an id stands twice",
            "doors[3].camera: a device or a folder", "doors[4].camera.device", "doors[4].camera: 160x120"])
        {
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "agent": "a", "passwort": 1 }""")]
    [InlineData("""{ "gateway": null, "broker": null, "controllers": null, "dataFolder": null, "agent": null }""")]
    [InlineData("""{ "controllers": [ null ] }""")]
    public void What_is_no_configuration_is_refused_in_words(string text) => Assert.Contains("agent.json", Refused(text).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_refused_in_words() =>
        Assert.Contains("nowhere.json", Assert.Throws<SettingsException>(() => AgentSettings.Load("/nowhere.json")).Message, StringComparison.Ordinal);

    private SettingsException Refused(string text)
    {
        File.WriteAllText(_temp["agent.json"], text);
        return Assert.Throws<SettingsException>(() => AgentSettings.Load(_temp["agent.json"]));
    }
}
