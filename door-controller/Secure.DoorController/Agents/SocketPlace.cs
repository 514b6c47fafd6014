using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Secure.DoorController.Configuration;
using Secure.DoorController.Native;

namespace Secure.DoorController.Agents;

/// <summary>
/// Where the agent finds the controller and who may come. With a group: socket 0660 in a folder 0750, both of that group.
/// Without: 0600 in a folder 0700, and the separation of agent and controller is off.
/// </summary>
internal sealed unsafe class SocketPlace
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly uint? _group;
    private readonly HashSet<uint> _users;

    /// <exception cref="Win32Exception">The group does not exist.</exception>
    public SocketPlace(SocketEntry entry)
    {
        _path = entry.Path;
        _group = entry.Group is { } name ? GroupId(name) : null;
        _users = [.. entry.Peers ?? (_group is null ? [Libc.GetUser()] : [])];
    }

    /// <summary>True when agent and controller are kept apart by users.</summary>
    public bool Separates => _group is not null;

    /// <summary>Begins to listen. A socket that a dead process left is taken away.</summary>
    /// <exception cref="IOException">Others may use the folder, or a living process listens there.</exception>
    public Socket Listen()
    {
        PrepareFolder(Path.GetDirectoryName(_path)!);
        if (File.Exists(_path)) { RemoveDead(); }
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_path));
        // Nobody can connect before Listen, and by then the modes are right.
        if (_group is { } group) { Libc.Check(Libc.ChangeOwner(_path, uint.MaxValue, group), _path); }
        File.SetUnixFileMode(_path, _group is null ? Owner : Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        socket.Listen(4);
        return socket;
    }

    /// <summary>Asks the kernel who is at the other end; what the peer says of itself does not count.</summary>
    public bool Admits(Socket peer, out uint user)
    {
        Span<uint> credentials = stackalloc uint[3];
        int length = peer.GetRawSocketOption(Libc.SocketLevel, Libc.PeerCredentials, MemoryMarshal.AsBytes(credentials));
        user = credentials[1];
        return length == 12 && (_users.Contains(user) || (_group is { } group && credentials[2] == group));
    }

    private void PrepareFolder(string folder)
    {
        UnixFileMode wanted = Owner | UnixFileMode.UserExecute | (_group is null ? 0 : UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, wanted);
            if (_group is { } group) { Libc.Check(Libc.ChangeOwner(folder, uint.MaxValue, group), folder); }
            // The unit's UMask took from the group what it needs.
            File.SetUnixFileMode(folder, wanted);
        }
        UnixFileMode mode = File.GetUnixFileMode(folder);
        if ((mode & ~wanted & (UnixFileMode)0x1FF) != 0) { throw new IOException($"{folder}: too open for the socket; its mode must be {(_group is null ? "0700" : "0750")}."); }
    }

    private void RemoveDead()
    {
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try { probe.Connect(new UnixDomainSocketEndPoint(_path)); }
        catch (SocketException) { File.Delete(_path); return; }
        throw new IOException($"{_path}: a living process listens there.");
    }

    private static uint GroupId(string name)
    {
        Libc.Group* group = Libc.GetGroup(name);
        return group is not null ? group->Id : throw new Win32Exception($"socket.group: there is no group \"{name}\"");
    }
}
