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
    /// <summary>How often it is sent.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    public byte[] Encode() => new CanonicalWriter().Text(Version).U64(EventsWaiting).U64(AlarmsWaiting).U8(FullestPercent).ToArray();

    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out AgentStatus? status)
    {
        status = null;
        try
        {
            CanonicalReader reader = new(payload);
            AgentStatus read = new(reader.Text(), reader.U64(), reader.U64(), reader.U8());
            reader.End();
            if (read.FullestPercent > 100 || !ProgramVersion.IsPlausible(read.Version)) { return false; }
            status = read;
            return true;
        }
        catch (FormatException) { return false; }
    }
}
