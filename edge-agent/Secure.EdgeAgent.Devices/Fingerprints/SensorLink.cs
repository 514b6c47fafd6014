namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>Commands and their answers over an open line.</summary>
internal sealed class SensorLink(SerialLine line, SensorOptions options, TimeProvider clock) : IDisposable
{
    // How long to sit in one read before looking at the clock and the token again.
    private const int GlanceMs = 20;
    private const int Tries = 3;

    private readonly PacketReader _reader = new(options.Address);

    /// <summary>Sends until an acknowledgement comes, at most three times: a command that changes nothing until it is acknowledged may be repeated.</summary>
    /// <returns>The payload: the code, then what belongs to it.</returns>
    /// <exception cref="SensorException">Gone, silent, or garbled every time.</exception>
    internal byte[] Ask(CancellationToken cancellation, params byte[] command)
    {
        SensorTrouble trouble = SensorTrouble.Silent;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            Send(command);
            // Data packets here are the rest of a picture given up.
            if (Await(p => p.Kind == PacketKind.Acknowledge, cancellation) is { } answer) { return answer.Payload; }
            trouble = _reader.Damaged > 0 ? SensorTrouble.Garbled : SensorTrouble.Silent;
        }
        throw new SensorException(trouble, $"no answer to command {command[0]:x2}: {trouble}");
    }

    /// <summary>Sends once: for commands that change what the sensor keeps.</summary>
    /// <inheritdoc cref="Ask"/>
    internal byte[] AskOnce(CancellationToken cancellation, params byte[] command)
    {
        Send(command);
        return Await(p => p.Kind == PacketKind.Acknowledge, cancellation)?.Payload
            ?? throw new SensorException(_reader.Damaged > 0 ? SensorTrouble.Garbled : SensorTrouble.Silent, $"no answer to command {command[0]:x2}");
    }

    /// <summary>The data packets that follow an acknowledgement, put together; null where one was damaged or is missing.</summary>
    internal byte[]? Receive(int bytesMax, CancellationToken cancellation)
    {
        List<byte> data = [];
        long begun = clock.GetTimestamp();
        while (clock.GetElapsedTime(begun) < options.ImageMax)
        {
            SensorPacket? packet = Await(p => p.Kind is PacketKind.Data or PacketKind.LastData, cancellation);
            if (packet is null || _reader.Damaged > 0) { return null; }
            data.AddRange(packet.Payload);
            if (data.Count > bytesMax) { return null; }
            if (packet.Kind == PacketKind.LastData) { return [.. data]; }
        }
        return null;
    }

    public void Dispose() => line.Dispose();

    private void Send(byte[] command)
    {
        line.Flush();
        _reader.Clear();
        line.Write(new SensorPacket(PacketKind.Command, command).Encode(options.Address));
    }

    private SensorPacket? Await(Func<SensorPacket, bool> wanted, CancellationToken cancellation)
    {
        Span<byte> buffer = stackalloc byte[1024];
        long begun = clock.GetTimestamp();
        while (clock.GetElapsedTime(begun) < options.ReplyMax)
        {
            cancellation.ThrowIfCancellationRequested();
            while (_reader.Next() is { } packet)
            {
                if (wanted(packet)) { return packet; }
            }
            _reader.Add(buffer[..line.Read(buffer, GlanceMs)]);
        }
        return null;
    }
}
