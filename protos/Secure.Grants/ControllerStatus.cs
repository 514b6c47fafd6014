using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>How a reader's line does, counted since the controller's start.</summary>
/// <param name="Answers">The reader answers at present.</param>
/// <param name="Secure">It answers inside the secure channel.</param>
/// <param name="Asked">Frames sent to it.</param>
/// <param name="Failed">Of those, how many brought no valid reply and were sent again.</param>
/// <param name="Spoilt">Of the failed, how many brought bytes that were no valid reply: a wrong CRC or checksum on either end, or a reply that broke off.</param>
public sealed record ReaderLine(ReaderId Reader, bool Answers, bool Secure, ulong Asked, ulong Failed, ulong Spoilt);

/// <summary>What a controller tells of itself beside its heartbeat, for those who look after it. Nothing is decided by it.</summary>
/// <param name="Version">At most 64 characters of printable ASCII.</param>
/// <param name="Readers">Those on lines that can be measured, in the order of the controller's file; others are left out.</param>
public sealed record ControllerStatus(DeviceId Controller, Token128 BootId, DeviceTime Time, string Version, IReadOnlyList<ReaderLine> Readers) : IRecord<ControllerStatus>
{
    /// <summary>How often it is sent.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>Most readers of one controller: two at each door.</summary>
    public const int ReadersMax = 128;

    /// <summary>What a reader takes besides its name, in bytes.</summary>
    private const int FlagsAndCounts = 2 + (3 * sizeof(ulong));

    public static RecordKind Kind => RecordKind.ControllerStatus;

    /// <summary>As many readers are told as the record has room for; 128 with names of up to 30 characters.</summary>
    public void Write(CanonicalWriter writer)
    {
        IReadOnlyList<ReaderLine> told = Fitting();
        writer.Id(Controller).Token(BootId).Time(Time).Text(Version).U16((ushort)told.Count);
        foreach (ReaderLine line in told) { writer.Id(line.Reader).Flag(line.Answers).Flag(line.Secure).U64(line.Asked).U64(line.Failed).U64(line.Spoilt); }
    }

    public static ControllerStatus Read(ref CanonicalReader reader)
    {
        DeviceId controller = reader.Id<DeviceId>();
        Token128 boot = reader.Token();
        DeviceTime time = reader.Time();
        string version = reader.Text();
        int count = reader.U16();
        if (count > ReadersMax || !ProgramVersion.IsPlausible(version)) { throw new FormatException("Too many readers, or no version."); }
        List<ReaderLine> readers = new(count);
        for (int i = 0; i < count; i++) { readers.Add(new ReaderLine(reader.Id<ReaderId>(), reader.Flag(), reader.Flag(), reader.U64(), reader.U64(), reader.U64())); }
        return new ControllerStatus(controller, boot, time, version, readers);
    }

    private IReadOnlyList<ReaderLine> Fitting()
    {
        int room = SignedRecord.LengthMax - 512;
        return [.. Readers.Take(ReadersMax).TakeWhile(line => (room -= line.Reader.Text.Length + 2 + FlagsAndCounts) >= 0)];
    }
}
