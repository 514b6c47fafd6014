using System.Text.Json.Nodes;
using Secure.DoorTwin.Loop;

namespace Secure.DoorTwin.Serving;

/// <summary>
/// The people and accidents around the doors: one command a line, one JSON object a line back, in the order in which the
/// answers are known. <see cref="ControlCommands"/> is the list.
/// </summary>
internal sealed class ControlServer : IDisposable
{
    private readonly LineServer _server;

    internal ControlServer(EventLoop loop, string path, World world)
    {
        ControlCommands commands = new(world);
        _server = new LineServer(loop, path);
        _server.Said += (peer, line) => commands.Do(line.Split(' '), answer => peer.Send(answer.ToJsonString()));
    }

    public void Dispose() => _server.Dispose();
}
