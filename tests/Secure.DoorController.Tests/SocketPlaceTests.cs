using System.Net.Sockets;
using System.Runtime.InteropServices;
using Secure.DoorController.Agents;
using Secure.DoorController.Configuration;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

public sealed partial class SocketPlaceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SocketEntry Entry(string? group = null, uint[]? peers = null) => new(_folder["door/socket"], group, peers);

    private bool Admits(SocketPlace place, Action? meanwhile = null)
    {
        using Socket listening = place.Listen();
        meanwhile?.Invoke();
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(_folder["door/socket"]));
        using Socket peer = listening.Accept();
        return place.Admits(peer, out _);
    }

    [Fact]
    public void Without_a_group_only_the_own_user_is_admitted()
    {
        SocketPlace place = new(Entry());
        Assert.False(place.Separates);
        Assert.True(Admits(place));
    }

    [Fact]
    public void A_user_who_is_not_listed_is_turned_away_though_the_file_lets_him() =>
        Assert.False(Admits(new SocketPlace(Entry(peers: [4_000_000]))));

    [Fact]
    public void With_a_group_the_socket_is_0660_in_a_folder_0750_and_even_the_own_user_must_be_listed()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root may give a file to another group");
        SocketPlace place = new(Entry("nogroup", []));
        Assert.True(place.Separates);
        Assert.False(Admits(place, () => Assert.Equal(("660", "750"), (Mode("door/socket"), Mode("door")))));
    }

    /// <summary>The unit's UMask: nothing that the door makes is for others, but the agent's group must come to the socket.</summary>
    [Fact]
    public void The_group_comes_to_the_socket_also_where_the_unit_masks_what_others_may()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root may give a file to another group");
        uint before = SetMask(0x3F);
        try { Assert.False(Admits(new SocketPlace(Entry("nogroup", [])), () => Assert.Equal(("660", "750"), (Mode("door/socket"), Mode("door"))))); }
        finally { _ = SetMask(before); }
    }

    [Fact]
    public void A_folder_that_is_too_open_is_refused()
    {
        Directory.CreateDirectory(_folder["door"]);
        File.SetUnixFileMode(_folder["door"], (UnixFileMode)0x1ED);
        Assert.Contains("0700", Assert.Throws<IOException>(() => new SocketPlace(Entry()).Listen()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_living_listener_is_not_thrown_out_and_a_dead_ones_socket_is_replaced()
    {
        using (Socket first = new SocketPlace(Entry()).Listen())
        {
            Assert.Contains("living", Assert.Throws<IOException>(() => new SocketPlace(Entry()).Listen()).Message, StringComparison.Ordinal);
        }
        // What a killed process leaves is a name that nobody answers on.
        File.WriteAllText(_folder["door/socket"], "");
        using Socket second = new SocketPlace(Entry()).Listen();
    }

    [Fact]
    public void A_group_that_is_not_there_is_told_by_name() =>
        Assert.Contains("no-such-group", Assert.Throws<System.ComponentModel.Win32Exception>(() => new SocketPlace(Entry("no-such-group"))).Message, StringComparison.Ordinal);

    private string Mode(string file) => Convert.ToString((int)File.GetUnixFileMode(_folder[file]), 8);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetMask(uint mask);
}
