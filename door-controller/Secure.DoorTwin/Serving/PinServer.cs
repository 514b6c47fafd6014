using Secure.DoorTwin.Locks;
using Secure.DoorTwin.Loop;

namespace Secure.DoorTwin.Serving;

/// <summary>
/// The pin protocol, for the controller and its guard at once. Client: <c>out NAME 0|1</c>, answered <c>ok</c> or
/// <c>err REASON</c>. Server: <c>level NAME 0|1</c> for every input line on connecting and at every change.
/// </summary>
internal sealed class PinServer : IDisposable
{
    private readonly Dictionary<string, Action<bool>> _outputs;
    private readonly LineServer _server;

    internal PinServer(EventLoop loop, string path, IEnumerable<LockTwin> locks, Levels levels)
    {
        _outputs = locks.SelectMany(Outputs).ToDictionary(o => o.Line, o => o.Drive, StringComparer.Ordinal);
        _server = new LineServer(loop, path);
        _server.Came += peer => { foreach ((string name, bool high) in levels.All) { peer.Send(Level(name, high)); } };
        _server.Said += (peer, line) => peer.Send(Do(line.Split(' ')));
        levels.Changed += (name, high) => _server.SendToAll(Level(name, high));
    }

    public void Dispose() => _server.Dispose();

    private static IEnumerable<(string Line, Action<bool> Drive)> Outputs(LockTwin door) =>
        [(door.Lines.Strike, door.Drive), .. door.Signs.Keys.Select(sign => (sign, (Action<bool>)(on => door.Show(sign, on))))];

    private static string Level(string name, bool high) => $"level {name} {(high ? 1 : 0)}";

    private string Do(string[] words)
    {
        if (words is not ["out", var name, "0" or "1"]) { return "err expected: out NAME 0|1"; }
        if (!_outputs.TryGetValue(name, out Action<bool>? drive)) { return "err no such output line"; }
        drive(words[2] == "1");
        return "ok";
    }
}
