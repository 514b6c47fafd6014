using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>
/// A reader on its way to another address or speed. It may go without a word that arrives, answer from there already, or go
/// at its next start only: while it does not answer at one place, the other is tried.
/// </summary>
internal sealed partial class OsdpReaderLink
{
    private const int DataLength = 5;

    private readonly record struct Place(byte Address, int Baud);

    /// <summary>Where the reader is looked for next; null when it has answered where it is asked.</summary>
    private Place? _elsewhere;
    private int _baud;

    /// <summary>Queues the command. False while the reader is not online.</summary>
    /// <param name="baudNow">The line's speed until then.</param>
    public bool Move(byte address, int baud, int baudNow)
    {
        _baud = baudNow;
        return Enqueue(OsdpCommand.Communication(address, baud));
    }

    /// <summary>osdp_COM: the address and the speed that the reader goes to, be they those that it was sent to or not.</summary>
    private bool Moved(byte[] data, TimeSpan now, Queue<OsdpEvent> events)
    {
        if (data.Length != DataLength || data[0] > OsdpFrame.AddressMax) { return false; }
        Valid(now);
        GoTo(PlaceOf(data), isSure: true, events);
        return true;
    }

    /// <summary>True where the reader has been asked in vain so often again, and may be at the other place.</summary>
    private bool LooksElsewhere(Queue<OsdpEvent> events)
    {
        if (_failures % QuickTriesMax != 0) { return false; }
        Place? next = _pending is { Code: OsdpCommandCode.Communication } move ? PlaceOf(move.Data) : _phase == Phase.Identify ? _elsewhere : null;
        if (next is not { } there) { return false; }
        GoTo(there, isSure: false, events);
        return true;
    }

    private void GoTo(Place there, bool isSure, Queue<OsdpEvent> events)
    {
        Place here = new(Address, _baud);
        Restart(events);
        events.Enqueue(new OsdpEvent.Moved(Address, there.Address, there.Baud, isSure));
        (Address, _baud) = (there.Address, there.Baud);
        _elsewhere = there == here ? null : here;
    }

    private static Place PlaceOf(byte[] data) => new(data[0], BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(1)));
}
