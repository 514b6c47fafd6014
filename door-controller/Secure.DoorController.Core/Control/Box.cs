using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>
/// The box that the controller stands in. When it is opened, or the line that watches it is cut or shorted, the lease and the
/// readers' keys go at once, also when power fails in the middle: that it was so is on disk first. From then on no badge lets
/// anybody in, whatever its reader and whoever grants it, and no hours hold a door free; what was unlocked already ends by
/// itself, and exits, break-glass and officers' commands work on. Only two officers' signed word ends it, once the box is
/// closed: the word that opens a reader's install window, because the readers need new keys anyway.
/// </summary>
internal sealed class Box(Controller controller, IControllerStore store)
{
    public const string OpenReason = "box_open";

    private string? _wrong;
    private bool _isTampered = controller.Setup.IsBoxTampered;

    public bool IsOpen => _wrong is not null;

    /// <summary>It was opened, and officers have not ended that yet.</summary>
    public bool IsTampered => _isTampered;

    /// <summary>After a start: what was to be erased is erased, however far the last process came with it.</summary>
    public void Start()
    {
        if (_isTampered) { Shut(); }
    }

    public void Moved(LineState state)
    {
        string? wrong = state switch { LineState.Rest => null, LineState.Active => "opened", LineState.Cut => "line_cut", LineState.Short => "line_short" };
        if (wrong == _wrong) { return; }
        bool wasOpen = IsOpen;
        _wrong = wrong;
        if (!wasOpen)
        {
            _isTampered = true;
            store.SaveBoxTampered(true);
            Shut();
        }
        controller.Journal.Write(DoorEventKind.Tampered, wrong ?? "closed");
    }

    /// <summary>Two officers say that the box is in order again. True when it had not been.</summary>
    public bool End(Authority by)
    {
        if (IsOpen || !_isTampered) { return false; }
        _isTampered = false;
        store.SaveBoxTampered(false);
        controller.Leases.Bar(false);
        controller.Doors.ApplyToAll(new DoorInput.Box(false), controller.Time.Now);
        controller.Journal.Write(DoorEventKind.Tampered, "ended", by: by);
        return true;
    }

    private void Shut()
    {
        controller.Doors.ApplyToAll(new DoorInput.Box(true), controller.Time.Now);
        controller.Leases.Bar(true);
        controller.Passages.Erase();
        controller.Pins.Erase();
        controller.Install?.EraseKeys();
    }
}
