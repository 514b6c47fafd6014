namespace Secure.DoorTwin.Osdp;

/// <summary>How many data bytes each command carries (OSDP v2.2, clause 6).</summary>
internal static class CommandLength
{
    /// <summary>Output number, control code, timer (two bytes).</summary>
    internal const int OutputRecord = 4;

    /// <summary>For a command that the reader does not know, no length is wrong.</summary>
    internal static bool IsWrong(Frame command)
    {
        int length = command.Data.Length;
        return (Command)command.Code switch
        {
            Command.Poll or Command.LocalStatus or Command.InputStatus or Command.OutputStatus or Command.ReaderStatus => length != 0,
            Command.Id or Command.Capabilities => length != 1,
            Command.Output => length == 0 || length % OutputRecord != 0,
            Command.Led => length == 0 || length % Indicator.LedRecordLength != 0,
            Command.Buzzer => length != Indicator.BuzzerLength,
            _ => false,
        };
    }
}
