using Secure.DoorController.Core.Osdp;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>Which readers answer, and the light that they show at rest: red, or amber while the gateway is out of reach.</summary>
internal sealed class ReaderSet(ControllerSetup setup, DoorSet doors, Journal journal, IReaderLamps lamps)
{
    private readonly HashSet<ReaderId> _online = [];

    public void CameOnline(ReaderId reader, bool link)
    {
        _online.Add(reader);
        journal.Write(DoorEventKind.ReaderOnline, "", doors.Report(setup.Readers[reader]), reader);
        Rest(reader, link);
    }

    /// <summary>Recorded once; a reader that never answered is not told as lost.</summary>
    public void WentOffline(ReaderId reader, string reason)
    {
        if (_online.Remove(reader)) { journal.Write(DoorEventKind.ReaderOffline, reason, doors.Report(setup.Readers[reader]), reader); }
    }

    public void ShowLink(bool link)
    {
        foreach (ReaderId reader in _online) { Rest(reader, link); }
    }

    private void Rest(ReaderId reader, bool link) => lamps.Show(reader, [OsdpCommand.LedSteady(link ? LedColour.Red : LedColour.Amber)]);
}
