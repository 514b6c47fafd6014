namespace Secure.DoorTwin.Osdp;

/// <summary>What a reader says, before it is put into a message.</summary>
internal sealed record Spoken(Reply Code, byte[] Data)
{
    internal static readonly Spoken Ack = new(Reply.Ack, []);

    internal static Spoken Nak(NakCode why) => new(Reply.Nak, [(byte)why]);

    internal static Spoken Done(bool could) => could ? Ack : Nak(NakCode.CannotProcess);
}
