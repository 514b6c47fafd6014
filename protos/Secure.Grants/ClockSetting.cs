using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>
/// Two officers' word that a controller's clock is to stand at the gateway's time, also where that is earlier than what it believes.
/// As an unlock it needs a nonce that the controller issued in this boot, which serves once, and a number above any before: whoever
/// records it can use it at no other time.
/// </summary>
/// <param name="Door">The one for which the nonce was issued: a door of that controller.</param>
/// <param name="Number">As of a <see cref="Command"/>, and counted with those.</param>
/// <param name="NotAfterNs">By the controller's monotonic clock, at most 3 s after it issued the nonce.</param>
/// <param name="WallMs">The gateway's time, Unix milliseconds, read after the nonce had come: at most 3 s old when it counts.</param>
public sealed record ClockSetting(
    DoorId Door, ulong Number, Token128 BootId, Token128 Nonce, ulong NotAfterNs, long WallMs, PersonId Officer, string DecisionId) : IRecord<ClockSetting>
{
    public static RecordKind Kind => RecordKind.ClockSetting;

    public void Write(CanonicalWriter writer) =>
        writer.Id(Door).U64(Number).Token(BootId).Token(Nonce).U64(NotAfterNs).I64(WallMs).Id(Officer).Text(DecisionId);

    public static ClockSetting Read(ref CanonicalReader reader) =>
        new(reader.Id<DoorId>(), reader.U64(), reader.Token(), reader.Token(), reader.U64(), reader.I64(), reader.Id<PersonId>(), reader.Text());
}
