using System.Net.Sockets;
using System.Text.Json;

namespace Secure.DoorTwin.Clients;

/// <summary>One question to a running twin.</summary>
internal static class ControlClient
{
    /// <summary>Beyond what the twin itself may take to answer.</summary>
    private const int PatienceMs = 75000;

    /// <summary>The answer, or null when no twin runs there; then <paramref name="fault"/> says so in words.</summary>
    internal static JsonElement? Ask(string run, string line, out string fault)
    {
        string path = Path.Combine(run, "control");
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = PatienceMs };
            socket.Connect(new UnixDomainSocketEndPoint(path));
            using NetworkStream stream = new(socket);
            using StreamWriter writer = new(stream) { AutoFlush = true };
            using StreamReader reader = new(stream);
            writer.Write(line + "\n");
            fault = $"模拟器没有回答 · the twin gave no answer ({path})";
            return reader.ReadLine() is { } answer ? JsonElement.Parse(answer) : null;
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException or JsonException)
        {
            fault = $"模拟器未运行 · the twin is not running ({path}): {e.Message}";
            return null;
        }
    }
}
