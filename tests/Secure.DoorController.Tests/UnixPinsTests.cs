using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Secure.DoorController.Native;
using Secure.DoorController.Pins;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

public sealed class UnixPinsTests : IDisposable, IPinListener
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly Socket _driver = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly UnixPins _pins;

    public UnixPinsTests()
    {
        _driver.Bind(new UnixDomainSocketEndPoint(_folder["pins"]));
        _driver.Listen();
        _pins = new UnixPins(_folder["pins"], new BootClock());
        _pins.Start(this);
    }

    public void Dispose()
    {
        _pins.Dispose();
        _driver.Dispose();
        _folder.Dispose();
    }

    void IPinListener.PinsCame() => _heard.Enqueue("came");

    void IPinListener.PinIs(string line, bool high) => _heard.Enqueue($"{line}={high}");

    void IPinListener.PinsWent(string reason) => _heard.Enqueue("went");

    private Task Heard(params string[] expected) => Eventually.True(() => _heard.SequenceEqual(expected));

    private static void Say(Socket peer, string text) => peer.Send(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task Levels_come_in_and_outputs_go_out()
    {
        using Socket peer = _driver.Accept();
        Say(peer, "level a 0\nlevel b ");
        Say(peer, "1\n");
        await Heard("came", "a=False", "b=True");
        _pins.Set("lock", true);
        byte[] got = new byte[64];
        Assert.Equal("out lock 1\n", Encoding.UTF8.GetString(got, 0, peer.Receive(got)));
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("level a 2\n")]
    [InlineData("err no such line\n")]
    [InlineData("long")]
    [InlineData("")]
    public async Task A_driver_that_breaks_the_protocol_is_lost_and_sought_again(string said)
    {
        using (Socket peer = _driver.Accept())
        {
            if (said.Length > 0) { Say(peer, said == "long" ? new string('x', 600) : said); }
            else { peer.Shutdown(SocketShutdown.Both); }
            await Heard("came", "went");
        }
        using Socket again = _driver.Accept();
        await Heard("came", "went", "came");
    }

    [Fact]
    public async Task A_driver_that_does_not_confirm_an_output_is_lost()
    {
        using Socket peer = _driver.Accept();
        await Heard("came");
        _pins.Set("lock", true);
        await Heard("came", "went");
    }
}
