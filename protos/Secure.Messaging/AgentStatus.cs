using System.Diagnostics.CodeAnalysis;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Messaging;

/// <summary>What an agent tells of itself, for those who look after it. Its clock stands in the envelope. Nothing is decided by it.</summary>
/// <param name="Version">At most 64 characters of printable ASCII.</param>
/// <param name="EventsWaiting">Entries of the event queue that the gateway has not acknowledged.</param>
/// <param name="AlarmsWaiting">The same of the alarm queue.</param>
/// <param name="FullestPercent">Used part of the fuller queue's room, 0 to 100.</param>
public sealed record AgentStatus(string Version, ulong EventsWaiting, ulong AlarmsWaiting, byte FullestPercent)
{
    /// <summary>Most doors with a camera that are told.</summary>
    public const int CamerasMax = 128;

    /// <summary>The doors at which it has a camera; null: an earlier program, which takes no <see cref="AgentRequest"/>.</summary>
    public IReadOnlyList<DoorId>? Cameras { get; init; }

    /// <summary>How often it is sent.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    public byte[] Encode()
    {
        CanonicalWriter writer = new CanonicalWriter().Text(Version).U64(EventsWaiting).U64(AlarmsWaiting).U8(FullestPercent);
        if (Cameras is null) { return writer.ToArray(); }
        DoorId[] told = [.. Cameras.Take(CamerasMax)];
        writer.U16((ushort)told.Length);
        foreach (DoorId door in told) { writer.Text(door.Text); }
        return writer.ToArray();
    }

    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out AgentStatus? status)
    {
        status = null;
        try
        {
            CanonicalReader reader = new(payload);
            AgentStatus read = new(reader.Text(), reader.U64(), reader.U64(), reader.U8());
            if (!reader.IsAtEnd) { read = read with { Cameras = ReadCameras(ref reader) }; }
            reader.End();
            if (read.FullestPercent > 100 || !ProgramVersion.IsPlausible(read.Version)) { return false; }
            status = read;
            return true;
        }
        catch (FormatException) { return false; }
    }

    private static List<DoorId> ReadCameras(ref CanonicalReader reader)
    {
        int count = reader.U16();
        if (count > CamerasMax) { throw new FormatException("Too many cameras."); }
        List<DoorId> cameras = [];
        for (int i = 0; i < count; i++) { cameras.Add(DoorId.Parse(reader.Text())); }
        return cameras;
    }
}
