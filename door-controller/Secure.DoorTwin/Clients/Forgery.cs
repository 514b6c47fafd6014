using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Secure.DoorTwin.Clients;

/// <summary>
/// <c>twin forge DOOR</c>: somebody on the door's box takes the agent's place at the controller's socket and hands it a grant for
/// this door in the right form, under a signature that no gateway made. Exit 0: the strike did not move; 1: it did; 2: no twin or
/// no controller there. The agent is back a moment later by itself.
/// </summary>
internal static class Forgery
{
    /// <summary>A refusal costs whoever sends it a tenth of a second; a strike would move within a tenth.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(1.5);

    /// <param name="controller">The controller's socket; null: the only one of that kind in the run folder.</param>
    internal static async Task<int> RunAsync(string run, string door, string? controller, TimeProvider time)
    {
        if (Strikes(run, door, out string fault) is not { } before) { return No(fault); }
        if (controller is null && Directory.GetFiles(run, "*.sock") is not [_]) { return No("请给出控制器的套接字 · name the controller's socket: twin forge DOOR SOCKET"); }
        string path = controller ?? Directory.GetFiles(run, "*.sock")[0];
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send([.. Hello("agent-01"), .. Delivery(Grant(door))]);
            await Task.Delay(Watched, time);
        }
        catch (Exception e) when (e is SocketException or ArgumentException) { return No($"控制器没有接受连接 · no controller there ({path}): {e.Message}"); }
        if (Strikes(run, door, out fault) is not { } after) { return No(fault); }
        Console.WriteLine(after == before
            ? "伪造的授权已递交，门锁未动作 · the forged grant was handed over; the strike did not move"
            : "门锁动作了 · the strike moved");
        return after == before ? 0 : 1;
    }

    private static int No(string fault)
    {
        Console.Error.WriteLine(fault);
        return 2;
    }

    private static int? Strikes(string run, string door, out string fault)
    {
        if (ControlClient.Ask(run, "status", out fault) is not { } status) { return null; }
        fault = $"没有这扇门 · no such door: {door}";
        return status.GetProperty("doors").EnumerateArray().Where(d => d.GetProperty("door").GetString() == door).Select(d => (int?)d.GetProperty("strikes").GetInt32()).FirstOrDefault();
    }

    /// <summary>As Secure.Grants writes a grant: version 1, kind 2, the body behind its length, 64 bytes of signature.</summary>
    private static byte[] Grant(string door)
    {
        byte[] body =
        [
            .. Text(door), .. RandomNumberGenerator.GetBytes(16), .. RandomNumberGenerator.GetBytes(16),
            .. Number(ulong.MaxValue, 8), .. Number(5_000, 4), .. Number(1, 8), .. Text("zhang-wei"), .. Text("forged"), 0,
        ];
        return [1, 2, .. Number((ulong)body.Length, 2), .. body, .. RandomNumberGenerator.GetBytes(64)];
    }

    // Field numbers of ToController and what it carries, in door.proto.
    private static byte[] Hello(string agent) => Framed(Field(1, Field(1, Encoding.UTF8.GetBytes(agent))));

    private static byte[] Delivery(byte[] grant) => Framed(Field(3, Field(1, grant)));

    /// <summary>One protobuf field of bytes, shorter than 16 KiB.</summary>
    private static byte[] Field(int number, byte[] value) =>
        value.Length < 128 ? [(byte)(number << 3 | 2), (byte)value.Length, .. value] : [(byte)(number << 3 | 2), (byte)(value.Length & 0x7F | 0x80), (byte)(value.Length >> 7), .. value];

    private static byte[] Framed(byte[] message) => [.. Number((ulong)message.Length, 4), .. message];

    private static byte[] Text(string text) => [.. Number((ulong)Encoding.UTF8.GetByteCount(text), 2), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(ulong value, int bytes)
    {
        byte[] whole = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(whole, value);
        return whole[^bytes..];
    }
}
