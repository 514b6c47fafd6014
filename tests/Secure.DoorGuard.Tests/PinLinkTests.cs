using System.Net.Sockets;
using System.Text;
using Secure.TestKit;

namespace Secure.DoorGuard.Tests;

/// <summary>The guard's side of the pin protocol, against a driver played by the test.</summary>
public sealed class PinLinkTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Monotonic _clock = new(TimeProvider.System);
    private readonly PinLink _pins;
    private Socket _listener;

    public PinLinkTests()
    {
        _listener = Listen();
        _pins = new PinLink(_folder["pins"], [new LockLine("a", 0), new LockLine("b", 1)], _clock);
    }

    [Fact]
    public async Task Every_line_is_driven_and_confirmed_while_levels_pass_by()
    {
        Task<string> said = Play("level x 1\nok\nlevel y 0\nok\n");
        Assert.True(Ask());
        Assert.Equal("out a 0\nout b 1\n", await said);
    }

    [Theory]
    [InlineData("ok\n")]
    [InlineData("ok\nerr no such line\n")]
    [InlineData("okay\nok\n")]
    [InlineData("")]
    public void Less_than_every_confirmation_is_none(string answer)
    {
        _ = Play(answer);
        _ = Play(answer);
        Assert.False(Ask(200));
    }

    [Fact]
    public async Task A_driver_that_was_restarted_is_found_again_at_once()
    {
        Task<string> first = Play("ok\nok\n");
        Assert.True(Ask());
        await first;
        _listener.Dispose();
        File.Delete(_folder["pins"]);
        _listener = Listen();
        Task<string> second = Play("ok\nok\n");
        Assert.True(Ask());
        Assert.Equal("out a 0\nout b 1\n", await second);
    }

    [Fact]
    public async Task A_connection_that_owes_an_answer_is_given_up_so_that_the_answer_is_not_taken_for_the_next()
    {
        Assert.True(_pins.TryConnect());
        using Socket driver = await _listener.AcceptAsync();
        Assert.False(Ask(50));
        byte[] heard = new byte[100];
        Assert.Equal(16, driver.Receive(heard));
        Assert.Equal(0, driver.Receive(heard));
    }

    [Fact]
    public void Without_a_driver_nothing_is_confirmed()
    {
        _listener.Dispose();
        File.Delete(_folder["pins"]);
        Assert.False(Ask());
    }

    public void Dispose()
    {
        _pins.Dispose();
        _listener.Dispose();
        _folder.Dispose();
    }

    private bool Ask(long withinMs = 10_000) => _pins.TryMakeInactive(_clock.NowNs + withinMs * 1_000_000);

    private Socket Listen()
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder["pins"]));
        listener.Listen(8);
        return listener;
    }

    /// <summary>One client: hears its request, answers, and hangs up.</summary>
    private async Task<string> Play(string answer)
    {
        using Socket client = await _listener.AcceptAsync();
        byte[] request = new byte[100];
        int count = await client.ReceiveAsync(request);
        try { await client.SendAsync(Encoding.UTF8.GetBytes(answer)); }
        catch (SocketException) { /* The guard has given up on this connection. */ }
        return Encoding.UTF8.GetString(request, 0, count);
    }
}
