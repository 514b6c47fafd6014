namespace Secure.DoorController.Core.Osdp;

/// <summary>What a reader reports of its own accord in answer to a poll, or of what it was asked for.</summary>
internal static class OsdpReplies
{
    /// <summary>The report in a reply; null for one that is malformed, empty for one that says nothing of interest.</summary>
    public static IReadOnlyList<OsdpEvent>? Read(byte address, OsdpFrame reply) => (OsdpReplyCode)reply.Code switch
    {
        OsdpReplyCode.Raw => CardBits.Decode(reply.Data) is { } bits ? [new OsdpEvent.Card(address, bits)] : null,
        OsdpReplyCode.Formatted => CardBits.DecodeText(reply.Data) is { } text ? [new OsdpEvent.Card(address, text)] : null,
        OsdpReplyCode.Keypad => reply.Data.Length >= 2 && reply.Data[1] == reply.Data.Length - 2 ? [new OsdpEvent.Keypad(address, reply.Data.AsMemory(2))] : null,
        OsdpReplyCode.LocalStatus => reply.Data.Length == 2 ? [new OsdpEvent.LocalStatus(address, reply.Data[0] != 0, reply.Data[1] != 0)] : null,
        OsdpReplyCode.InputStatus => [new OsdpEvent.Inputs(address, reply.Data)],
        OsdpReplyCode.OutputStatus => [new OsdpEvent.Outputs(address, reply.Data)],
        OsdpReplyCode.ReaderStatus => [new OsdpEvent.Heads(address, reply.Data)],
        // A reader of a newer kind may tell more than this panel knows: that is no reason to lose the reader.
        _ => [],
    };
}
