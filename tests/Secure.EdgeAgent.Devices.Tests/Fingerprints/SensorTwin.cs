namespace Secure.EdgeAgent.Devices.Tests.Fingerprints;

/// <summary>
/// A sensor of the AS608 kind at the far end of a pseudo-terminal, written from the manual apart from the driver. It shares
/// no code with it. Which finger lies on it, and what is wrong with the wire, is what the test says.
/// </summary>
internal sealed class SensorTwin : IDisposable
{
    internal const int Width = 256;
    internal const int Height = 288;
    private const int DataBytes = 128;

    private readonly PseudoTerminal _line = PseudoTerminal.Open();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Random _random = new(5);
    private readonly Thread _thread;
    private readonly int[] _features = new int[3];
    private readonly List<byte> _come = [];
    private byte[] _image = [], _loaded = [];
    private int _taken;

    internal SensorTwin()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "sensor twin" };
        _thread.Start();
    }

    internal string Path => _line.Path;

    /// <summary>Number of the finger on the glass; 0 for none. Looked at anew for each picture taken.</summary>
    internal Func<int> Finger { get; set; } = () => 0;

    /// <summary>8-bit pixels of the finger on the glass.</summary>
    internal byte[] Pixels { get; set; } = new byte[Width * Height];

    internal byte[] Password { get; set; } = [0, 0, 0, 0];

    /// <summary>Which finger each slot holds.</summary>
    internal Dictionary<int, int> Library { get; } = [];

    /// <summary>The templates of the slots; one of the same finger differs from touch to touch.</summary>
    internal Dictionary<int, byte[]> Templates { get; } = [];

    internal byte SecurityLevel { get; set; } = 3;

    /// <summary>On its own scale.</summary>
    internal byte Score { get; set; } = 100;

    /// <summary>Replaces the payload of an answer to this command.</summary>
    internal Func<byte, byte[], byte[]> Forge { get; set; } = (_, answer) => answer;

    /// <summary>Random bytes before each answer.</summary>
    internal bool Noise { get; set; }

    /// <summary>So many packets to come have a wrong sum, after this many right ones.</summary>
    internal (int After, int Count) Damage { get; set; }

    /// <summary>Takes commands and answers nothing.</summary>
    internal bool Silent { get; set; }

    /// <summary>Does what this command asks and loses the answer, once.</summary>
    internal byte? LoseAnswerTo { get; set; }

    /// <summary>The plug is pulled before this command, its n-th time.</summary>
    internal (byte Command, int Time)? UnplugAt { get; set; }

    /// <summary>The plug is pulled after so many data packets of a picture.</summary>
    internal int? UnplugAfterPackets { get; set; }

    internal List<byte> Commands { get; } = [];

    /// <summary>When the last picture was on the wire, whole (Stopwatch).</summary>
    internal long ImageSentAt { get; private set; }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _line.Dispose();
    }

    private void Run()
    {
        byte[] buffer = new byte[256];
        while (!_stop.IsSet)
        {
            int count = _line.Read(buffer);
            if (count == 0) { _stop.Wait(2); continue; }
            _come.AddRange(buffer[..count]);
            // 12 is the shortest command: header, one byte, sum.
            while (_come.Count >= 12 && _come.Count >= 9 + _come[7] * 256 + _come[8])
            {
                int whole = 9 + _come[7] * 256 + _come[8];
                byte[] command = [.. _come.Take(whole)];
                _come.RemoveRange(0, whole);
                Obey(command);
            }
        }
    }

    private void Obey(byte[] packet)
    {
        int sum = packet[6..^2].Sum(b => b);
        if (packet[0] != 0xEF || packet[1] != 0x01 || packet[6] != 1 || (sum & 0xFFFF) != packet[^2] * 256 + packet[^1]) { return; }
        byte[] order = packet[9..^2];
        Commands.Add(order[0]);
        if (UnplugAt is { } pull && pull.Command == order[0] && Commands.Count(c => c == order[0]) == pull.Time) { Unplug(); return; }
        if (Silent) { return; }
        byte[] answer = Forge(order[0], Answer(order));
        if (LoseAnswerTo == order[0]) { LoseAnswerTo = null; return; }
        if (Noise) { Send([.. Enumerable.Range(0, _random.Next(1, 20)).Select(_ => (byte)_random.Next(256))]); }
        Send(Packet(7, answer));
        if (order[0] == 0x0A && answer[0] == 0) { SendInPackets(_image); ImageSentAt = System.Diagnostics.Stopwatch.GetTimestamp(); }
        if (order[0] == 0x08 && answer[0] == 0) { SendInPackets(_loaded); }
    }

    private byte[] Answer(byte[] order)
    {
        switch (order[0])
        {
            case 0x13: return [order.AsSpan(1).SequenceEqual(Password) ? (byte)0 : (byte)0x13];
            // 162 slots, 128-byte packets, 57600 baud.
            case 0x0F: return [0, 0, 0, 0, 9, 0, 162, 0, SecurityLevel, 255, 255, 255, 255, 0, 2, 0, 6];
            case 0x01: return [Take()];
            case 0x02: _features[order[1]] = _taken; return [0];
            case 0x05: return [_features[1] == _features[2] ? (byte)0 : (byte)0x0A];
            case 0x06: Put(order[2] * 256 + order[3], _features[1]); return [0];
            case 0x07: return [Load(order[2] * 256 + order[3])];
            case 0x08: return [_loaded.Length > 0 ? (byte)0 : (byte)0x0D];
            case 0x0C: Library.Remove(order[1] * 256 + order[2]); return [0];
            case 0x1D: return [0, (byte)(Library.Count >> 8), (byte)Library.Count];
            case 0x1F: return [0, .. Page(order[1])];
            case 0x04: return Find();
            case 0x0A: return [_image.Length > 0 ? (byte)0 : (byte)0x0F];
            default: return [1];
        }
    }

    /// <summary>Somebody puts a finger into a slot.</summary>
    internal void Put(int slot, int finger)
    {
        byte[] template = new byte[512];
        _random.NextBytes(template);
        (Library[slot], Templates[slot]) = (finger, template);
    }

    private byte Load(int slot)
    {
        _loaded = Library.ContainsKey(slot) ? Templates[slot] : [];
        return _loaded.Length > 0 ? (byte)0 : (byte)0x0C;
    }

    private byte[] Page(int page)
    {
        byte[] bits = new byte[32];
        foreach (int slot in Library.Keys.Where(s => s / 256 == page)) { bits[slot % 256 / 8] |= (byte)(1 << (slot % 8)); }
        return bits;
    }

    private byte Take()
    {
        _taken = Finger();
        if (_taken == 0) { return 2; }
        _image = [.. Enumerable.Range(0, Width * Height / 2).Select(i => (byte)((Pixels[2 * i] & 0xF0) | (Pixels[2 * i + 1] >> 4)))];
        return 0;
    }

    private byte[] Find()
    {
        foreach ((int slot, int finger) in Library)
        {
            if (finger == _features[1]) { return [0, (byte)(slot >> 8), (byte)slot, 0, Score]; }
        }
        return [9, 0, 0, 0, 0];
    }

    private void SendInPackets(byte[] data)
    {
        for (int at = 0, n = 0; at < data.Length; at += DataBytes, n++)
        {
            if (UnplugAfterPackets == n) { Unplug(); return; }
            Send(Packet(at + DataBytes < data.Length ? (byte)2 : (byte)8, data[at..(at + DataBytes)]));
        }
    }

    private byte[] Packet(byte kind, byte[] payload)
    {
        int length = payload.Length + 2, sum = kind + (length >> 8) + (length & 255) + payload.Sum(b => b);
        if (Damage.After > 0) { Damage = (Damage.After - 1, Damage.Count); }
        else if (Damage.Count > 0) { Damage = (0, Damage.Count - 1); sum++; }
        return [0xEF, 0x01, 255, 255, 255, 255, kind, (byte)(length >> 8), (byte)length, .. payload, (byte)(sum >> 8), (byte)sum];
    }

    private void Send(byte[] bytes)
    {
        for (int at = 0; at < bytes.Length && !_stop.IsSet;)
        {
            int taken = _line.Write(bytes.AsSpan(at));
            at += taken;
            if (taken == 0) { _stop.Wait(1); }
        }
    }

    private void Unplug()
    {
        _stop.Set();
        _line.Dispose();
    }
}
