using Secure.DoorController.Configuration;
using Secure.DoorController.Serial;

namespace Secure.DoorController.SelfTest;

/// <summary>Whether the readers' serial lines can be opened; a Wiegand reader says nothing until a card comes.</summary>
internal static class ReaderTest
{
    public static bool Run(ControllerFile file, TextWriter output)
    {
        bool allWell = true;
        foreach (BusEntry bus in file.Buses)
        {
            string trouble = "";
            try { SerialLine.Open(bus.Line, bus.Baud).Dispose(); }
            catch (System.ComponentModel.Win32Exception closed) { trouble = closed.Message; }
            allWell &= trouble.Length == 0;
            output.WriteLine($"{(trouble.Length == 0 ? "✓" : "✗")} 读卡器线路 · reader line {bus.Line}, {bus.Baud} baud{(trouble.Length == 0 ? "" : ": " + trouble)}");
        }
        foreach (WiegandEntry reader in file.Wiegand ?? []) { output.WriteLine($"· 请在读卡器 {reader.Id} 刷卡后查看日志 · present a card at {reader.Id} once the service runs, and look at its log"); }
        return allWell;
    }
}
