using System.Net.Sockets;
using System.Text;
using Secure.TestKit;

namespace Secure.DoorGuard.Tests;

public sealed class ServiceNoticeTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private readonly TempFolder _folder = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };

    public ServiceNoticeTests() => _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    private string Hear()
    {
        byte[] word = new byte[64];
        return Encoding.UTF8.GetString(word, 0, _systemd.Receive(word));
    }

    [Fact]
    public void A_guard_that_lives_says_so_three_times_in_the_time_that_a_silence_may_last()
    {
        using ServiceNotice notice = ServiceNotice.To(_folder["notify"], "9000000");
        notice.Ready();
        notice.Alive(100 * Second);
        notice.Alive(102 * Second);
        Assert.Equal(103 * Second, notice.DueNs);
        notice.Alive(103 * Second);
        Assert.Equal(["READY=1", "WATCHDOG=1", "WATCHDOG=1"], [Hear(), Hear(), Hear()]);
        Assert.Equal(0, _systemd.Available);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/nowhere/at/all")]
    public void Where_nobody_listens_nothing_is_said_and_nothing_wakes_the_watch(string? path)
    {
        using ServiceNotice notice = ServiceNotice.To(path, "9000000");
        notice.Ready();
        notice.Alive(5 * Second);
        Assert.Equal(long.MaxValue, notice.DueNs);
    }

    [Fact]
    public void Without_a_watchdog_only_the_start_is_told()
    {
        using ServiceNotice notice = ServiceNotice.To(_folder["notify"], null);
        notice.Ready();
        notice.Alive(5 * Second);
        Assert.Equal("READY=1", Hear());
        Assert.Equal(0, _systemd.Available);
    }
}
