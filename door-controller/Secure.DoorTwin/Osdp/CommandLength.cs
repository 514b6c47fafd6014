using System.Buffers.Binary;

namespace Secure.DoorTwin.Osdp;

/// <summary>How many data bytes each command carries (OSDP v2.2, clause 6).</summary>
internal static class CommandLength
{
    /// <summary>For a command that the reader does not know, no length is wrong.</summary>
    internal static bool IsWrong(Command command, ReadOnlySpan<byte> data) => command switch
    {
        Command.Poll or Command.LocalStatus or Command.InputStatus or Command.OutputStatus or Command.ReaderStatus => data.Length != 0,
        Command.Id or Command.Capabilities => data.Length != 1,
        Command.Output => data.Length == 0 || data.Length % Outputs.RecordLength != 0,
        Command.Led => data.Length == 0 || data.Length % Indicator.LedRecordLength != 0,
        Command.Buzzer => data.Length != Indicator.BuzzerLength,
        Command.LineSettings => data.Length != 5,
        Command.KeySet => data.Length < 2 || data.Length != 2 + data[1],
        Command.Challenge => data.Length != 8,
        Command.PanelCryptogram => data.Length != 16,
        Command.FileTransfer => data.Length < FileSlot.HeaderLength
            || data.Length != FileSlot.HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(data[9..]),
        _ => false,
    };
}
