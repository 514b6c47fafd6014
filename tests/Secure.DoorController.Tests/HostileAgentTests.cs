using System.Net.Sockets;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>Whoever may connect to the socket can say what he likes: the door stays locked and the controller lives.</summary>
public sealed class HostileAgentTests : IAsyncLifetime
{
    private readonly RunningSite _site = new();

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(_site["free.json"], _site.Configuration(guarded: false));
        _site.StartTwin();
        _site.StartController("--config", _site["free.json"], "--enroll", _site["code"]);
        await _site.ConnectAsync();
    }

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_site.Log);
        return _site.DisposeAsync();
    }

    private Socket Connect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Connect(new UnixDomainSocketEndPoint(_site["door/socket"]));
        return socket;
    }

    private static bool ClosesOn(Socket socket)
    {
        byte[] drop = new byte[4096];
        try
        {
            while (socket.Receive(drop) > 0) { }
            return true;
        }
        catch (SocketException gone) { return gone.SocketErrorCode == SocketError.ConnectionReset; }
    }

    private static byte[] Framed(byte[] body) => [(byte)(body.Length >> 24), (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];

    [Fact]
    public async Task Hostile_bytes_close_the_connection_and_the_next_one_works()
    {
        byte[] hello = Framed(new ToController { Hello = new() { Agent = "a" } }.ToByteArray());
        byte[][] attacks =
        [
            [0xFF, 0xFF, 0xFF, 0xFF],
            [0x00, 0x01, 0x00, 0x01],
            Framed([]),
            Framed([0xFF, 0xFF, 0xFF]),
            Framed(new ToController { CommandRecord = ByteString.CopyFrom(1, 2, 3) }.ToByteArray()),
            [.. hello, .. hello],
            [.. hello, .. Framed(new byte[64 * 1024])],
        ];
        foreach (byte[] attack in attacks)
        {
            using Socket socket = Connect();
            socket.Send(attack);
            Assert.True(ClosesOn(socket));
        }
        await Working();
    }

    [Fact]
    public async Task A_thousand_random_messages_unlock_nothing()
    {
        Random random = new(5);
        byte[] hello = Framed(new ToController { Hello = new() { Agent = "a" } }.ToByteArray());
        for (int i = 0; i < 1000; i++)
        {
            byte[] body = new byte[random.Next(1, 200)];
            random.NextBytes(body);
            using Socket socket = Connect();
            try { socket.Send([.. hello, .. Framed(body), .. body]); }
            catch (SocketException) { }
        }
        await Working();
        Assert.Equal(0, _site.Door.GetProperty("strikes").GetInt32());
    }

    [Fact]
    public async Task Who_connects_and_says_nothing_is_sent_away()
    {
        using Socket socket = Connect();
        Assert.True(ClosesOn(socket));
        await Working();
    }

    [Fact]
    public void The_socket_is_for_its_owner_only() =>
        Assert.Equal((UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute),
            (File.GetUnixFileMode(_site["door/socket"]), File.GetUnixFileMode(_site["door"])));

    private async Task Working()
    {
        await _site.Agent.DisposeAsync();
        await _site.ConnectAsync();
        await Eventually.True(() => _site.Agent.Events.Any(e => e.Happened == DoorEventKind.ControllerStarted));
    }
}
