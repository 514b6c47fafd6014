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

    private static readonly ulong SilentMsMax = (ulong)FilmedCamera.SilentMax.TotalMilliseconds;

    /// <summary>The doors at which it has a camera; null: an earlier program, which takes no <see cref="AgentRequest"/>.</summary>
    public IReadOnlyList<DoorId>? Cameras { get; init; }

    /// <summary>The cameras that it films with all the time, at most <see cref="CamerasMax"/>; null: an earlier program, which does not tell. Told only beside <see cref="Cameras"/>.</summary>
    public IReadOnlyList<FilmedCamera>? Filmed { get; init; }

    /// <summary>How often it is sent.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    public byte[] Encode()
    {
        CanonicalWriter writer = new CanonicalWriter().Text(Version).U64(EventsWaiting).U64(AlarmsWaiting).U8(FullestPercent);
        if (Cameras is null) { return writer.ToArray(); }
        DoorId[] told = [.. Cameras.Take(CamerasMax)];
        writer.U16((ushort)told.Length);
        foreach (DoorId door in told) { writer.Text(door.Text); }
        if (Filmed is null) { return writer.ToArray(); }
        FilmedCamera[] filmed = [.. Filmed.Take(CamerasMax)];
        writer.U16((ushort)filmed.Length);
        foreach (FilmedCamera camera in filmed) { writer.Text(camera.Door.Text).U8((byte)camera.Standing).U64((ulong)Math.Clamp(camera.Silent.TotalMilliseconds, 0, SilentMsMax)); }
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
            if (!reader.IsAtEnd) { read = read with { Filmed = ReadFilmed(ref reader) }; }
            reader.End();
            if (read.FullestPercent > 100 || !ProgramVersion.IsPlausible(read.Version)) { return false; }
            status = read;
            return true;
        }
        catch (FormatException) { return false; }
    }

    private static List<DoorId> ReadCameras(ref CanonicalReader reader)
    {
        List<DoorId> cameras = [];
        for (int left = ReadCount(ref reader); left > 0; left--) { cameras.Add(DoorId.Parse(reader.Text())); }
        return cameras;
    }

    private static List<FilmedCamera> ReadFilmed(ref CanonicalReader reader)
    {
        List<FilmedCamera> filmed = [];
        for (int left = ReadCount(ref reader); left > 0; left--)
        {
            (DoorId door, CameraStanding standing, ulong silentMs) = (DoorId.Parse(reader.Text()), (CameraStanding)reader.U8(), reader.U64());
            if (!Enum.IsDefined(standing) || silentMs > SilentMsMax) { throw new FormatException("No such standing of a camera."); }
            filmed.Add(new FilmedCamera(door, standing, TimeSpan.FromMilliseconds(silentMs)));
        }
        return filmed;
    }

    private static int ReadCount(ref CanonicalReader reader)
    {
        int count = reader.U16();
        return count <= CamerasMax ? count : throw new FormatException("Too many cameras.");
    }
}
