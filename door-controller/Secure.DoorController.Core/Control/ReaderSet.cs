using Secure.DoorController.Core.Osdp;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>Which readers answer, and the light that they show at rest: red, or amber while the gateway is out of reach.</summary>
internal sealed class ReaderSet(ControllerSetup setup, DoorSet doors, Journal journal, IReaderLamps lamps)
{
    private readonly HashSet<ReaderId> _online = [];
    private readonly HashSet<(ReaderId Reader, DoorEventKind Trouble, string Reason)> _troubles = [];

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

    /// <summary>What else the line tells of a reader.</summary>
    public void Happened(ReaderId reader, OsdpEvent happened)
    {
        switch (happened)
        {
            case OsdpEvent.Attack(_, var what): Write(DoorEventKind.ReaderAttacked, ReaderReasons.Of(what), reader); break;
            case OsdpEvent.Swapped swapped: Write(DoorEventKind.ReaderSwapped, swapped.Accepted ? "plain" : "refused", reader); break;
            case OsdpEvent.KeyTaken: Write(DoorEventKind.ReaderKeyed, "", reader); break;
            case OsdpEvent.LocalStatus status:
                Tell(reader, status.Tampered, DoorEventKind.DoorTampered, DoorEventKind.DoorTamperEnded, ReaderReasons.Tampered);
                Tell(reader, status.PowerFailed, DoorEventKind.PowerLost, DoorEventKind.PowerBack, ReaderReasons.Power);
                break;
            case OsdpEvent.Heads heads:
                Tell(reader, heads.States.Span.Contains(OsdpEvent.Heads.Tampered), DoorEventKind.DoorTampered, DoorEventKind.DoorTamperEnded, ReaderReasons.HeadTampered);
                // A head that is gone was taken: it counts as tamper too.
                Tell(reader, heads.States.Span.Contains(OsdpEvent.Heads.Missing), DoorEventKind.DoorTampered, DoorEventKind.DoorTamperEnded, ReaderReasons.HeadMissing);
                break;
        }
    }

    /// <summary>Recorded when it begins and when it ends, however often the reader repeats it. A reader that is lost meanwhile has not ended it.</summary>
    private void Tell(ReaderId reader, bool isSo, DoorEventKind began, DoorEventKind ended, string reason)
    {
        if (isSo ? !_troubles.Add((reader, began, reason)) : !_troubles.Remove((reader, began, reason))) { return; }
        Write(isSo ? began : ended, reason, reader);
    }

    public void ShowLink(bool link)
    {
        foreach (ReaderId reader in _online) { Rest(reader, link); }
    }

    private void Write(DoorEventKind kind, string reason, ReaderId reader) => journal.Write(kind, reason, doors.Report(setup.Readers[reader]), reader);

    private void Rest(ReaderId reader, bool link) => lamps.Show(reader, [OsdpCommand.LedSteady(link ? LedColour.Red : LedColour.Amber)]);
}
