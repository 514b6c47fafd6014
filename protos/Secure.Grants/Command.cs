using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>
/// An officer's order to a door. What opens or releases needs a nonce that the controller issued; what secures needs
/// only a higher number than any before, which the controller persists.
/// </summary>
/// <param name="Number">Rises with every command to this controller; never reused.</param>
/// <param name="BootId">Of the nonce; <see cref="Token128.None"/> for what secures.</param>
/// <param name="Nonce"><see cref="Token128.None"/> for what secures.</param>
/// <param name="NotAfterNs">By the controller's monotonic clock, at most 3 s after it issued the nonce; 0 for what secures.</param>
/// <param name="HoldMs">For unlock: 1 to 30,000 ms; else 0.</param>
public sealed record Command(
    DoorId Door, ulong Number, DoorCommand Order, Token128 BootId, Token128 Nonce, ulong NotAfterNs, uint HoldMs, PersonId Officer, string DecisionId) : IRecord<Command>
{
    public static RecordKind Kind => RecordKind.Command;

    /// <summary>True for orders that only secure: they need no nonce.</summary>
    public bool Secures => Order is DoorCommand.Lock or DoorCommand.Block or DoorCommand.Lockdown or DoorCommand.LockdownTwo or DoorCommand.LockdownThree;

    public void Write(CanonicalWriter writer) =>
        writer.Id(Door).U64(Number).U8((byte)Order).Token(BootId).Token(Nonce).U64(NotAfterNs).U32(HoldMs).Id(Officer).Text(DecisionId);

    public static Command Read(ref CanonicalReader reader) =>
        new(reader.Id<DoorId>(), reader.U64(), reader.Enumeration<DoorCommand>(), reader.Token(), reader.Token(), reader.U64(), reader.U32(), reader.Id<PersonId>(), reader.Text());
}

/// <summary>A controller's answer to a nonce request: one nonce for one command to one door.</summary>
/// <param name="RequestId">As asked, so that the gateway finds its question.</param>
public sealed record NonceIssued(DeviceId Controller, DoorId Door, Token128 BootId, Token128 Nonce, Token128 RequestId, DeviceTime Time) : IRecord<NonceIssued>
{
    public static RecordKind Kind => RecordKind.NonceIssued;

    public void Write(CanonicalWriter writer) => writer.Id(Controller).Id(Door).Token(BootId).Token(Nonce).Token(RequestId).Time(Time);

    public static NonceIssued Read(ref CanonicalReader reader) =>
        new(reader.Id<DeviceId>(), reader.Id<DoorId>(), reader.Token(), reader.Token(), reader.Token(), reader.Time());
}
