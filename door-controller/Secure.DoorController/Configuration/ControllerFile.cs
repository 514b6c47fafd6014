using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Configuration;

/// <summary>The controller's configuration, a JSON file.</summary>
/// <param name="Controller">Its device id, as in its enrolment.</param>
/// <param name="StateFolder">Holds key, journal and what must survive; made with mode 0700.</param>
/// <param name="Pins">`gpio`, the lines of <paramref name="Board"/>; or `unix:PATH`, the socket of a pin driver.</param>
/// <param name="Guarded">True (default): refuse to run unless started by the door guard.</param>
/// <param name="Board">With `gpio`: a profile of firmware-config/boards by name, or the absolute path of one.</param>
/// <param name="Wiegand">Readers on two pulse lines; only with `gpio`.</param>
/// <param name="TrustedClock">True: the machine has a real-time clock that is believed after a restart. Default false.</param>
/// <param name="Box">What watches the controller's own box and its power. Default: nothing does.</param>
internal sealed record ControllerFile(
    string Controller, string StateFolder, SocketEntry Socket, string Pins, BusEntry[] Buses, DoorEntry[] Doors, bool Guarded = true,
    string? Board = null, WiegandEntry[]? Wiegand = null, bool TrustedClock = false, BoxEntry? Box = null)
{
    internal const string Gpio = "gpio";

    internal bool IsOnGpio => Pins == Gpio;

    internal IEnumerable<(string Id, string Door)> Readers =>
        [.. Buses.SelectMany(b => b.Readers).Select(r => (r.Id, r.Door)), .. (Wiegand ?? []).Select(w => (w.Id, w.Door))];
}

/// <summary>Where the agent connects.</summary>
/// <param name="Path">Shorter than 108 bytes; its folder is made where it is missing.</param>
/// <param name="Group">The agent's group: socket 0660 in a folder 0750. Null: 0600, and one user runs everything.</param>
/// <param name="Peers">User ids that may connect besides members of the group by primary id; without a group, the own user.</param>
internal sealed record SocketEntry(string Path, string? Group = null, uint[]? Peers = null);

/// <summary>The box that the controller stands in: input lines only.</summary>
/// <param name="Tamper">Active: the box is open. Wire it normally closed; with `opposite`, a cut or bridged cable counts as opened too.</param>
/// <param name="Mains">Active: the mains have failed, and a battery feeds the controller.</param>
/// <param name="Battery">Active: the battery is nearly empty.</param>
internal sealed record BoxEntry(PinEntry? Tamper = null, PinEntry? Mains = null, PinEntry? Battery = null);

/// <summary>One RS-485 line.</summary>
/// <param name="Line">A tty, or a link to one.</param>
/// <param name="Baud">9600 (default), 19200, 38400, 57600 or 115200.</param>
/// <param name="PollMs">From a reader's answer to its next poll: 10 to 1000 ms, default 15; a reader must be asked every 190 ms all the same.</param>
internal sealed record BusEntry(string Line, ReaderEntry[] Readers, int Baud = 9600, int PollMs = 15);

/// <param name="Address">0 to 126, one on its line.</param>
/// <param name="Crc">True (default): CRC-16; false for a reader that knows only the checksum.</param>
/// <param name="Secure">Plain (default): in plain text until the reader has its key; required: no service before that. With a key never in plain text.</param>
internal sealed record ReaderEntry(int Address, string Id, string Door, bool Crc = true, LinePolicy Secure = LinePolicy.Plain);

/// <summary>What a reader without a key may do.</summary>
internal enum LinePolicy { Plain, Required }

/// <summary>A reader on two lines that rest high and fall for a bit each: one line for zeros, one for ones.</summary>
/// <param name="Bits">The lengths that a card may have, default 26, 34 and 37; anything else is noise.</param>
internal sealed record WiegandEntry(string Id, string Door, PulseEntry Data0, PulseEntry Data1, int[]? Bits = null);

/// <param name="Line">The board's name for the line.</param>
/// <param name="Bias">Default pull-up: the reader's lines are open collectors.</param>
internal sealed record PulseEntry(string Line, Bias Bias = Bias.PullUp);

/// <param name="Lock">What an unpowered lock is, and what its line may do at boot; default strike.</param>
/// <param name="Tamper">Active: a cover at the door is open.</param>
/// <param name="Fire">Active: the fire alarm has cut the lock's power. Wire it normally closed, so that a cut cable is a fire too.</param>
/// <param name="Green">Output: lit while somebody may pass. For readers whose lamp hangs on a line of its own, as a Wiegand reader's does.</param>
/// <param name="Red">Output: lit at rest and when somebody is refused; with <paramref name="Green"/> it is amber.</param>
/// <param name="Buzzer">Output: beeps as a reader's own would, and while the door is open too long.</param>
/// <param name="HeldAfterSeconds">1 to 3600, default 30.</param>
/// <param name="MotionMaxMs">10 to 10,000, default 2000: the lock's feedback follows within this.</param>
/// <param name="RexShuntSeconds">1 to 60, default 10.</param>
internal sealed record DoorEntry(
    string Id, PinEntry Strike, PinEntry Feedback, PinEntry Contact, PinEntry? Rex = null,
    int HeldAfterSeconds = 30, int MotionMaxMs = 2000, int RexShuntSeconds = 10, LockHardware Lock = LockHardware.Strike,
    PinEntry? Tamper = null, PinEntry? Fire = null, PinEntry? Green = null, PinEntry? Red = null, PinEntry? Buzzer = null);

internal enum LockHardware
{
    /// <summary>Fail-secure: opens while powered.</summary>
    Strike,
    /// <summary>Fail-safe: holds while powered, so that nothing keeps it locked without power, a guard included.</summary>
    Maglock,
    /// <summary>Fail-secure: stays as it is without power; its own electronics lock when the line is inactive.</summary>
    Motor,
}

/// <param name="Line">The driver's name for the line: no blanks.</param>
/// <param name="Level">The level, 0 or 1 (default), that means: driven to unlock, unlocked, open, pressed, tampered, on fire, lit, loud. 0 is an active-low line.</param>
/// <param name="Bias">With `gpio`, for an input: as-is (default), pull-up, pull-down or none.</param>
/// <param name="Drive">With `gpio`, for an output: push-pull (default), open-drain or open-source.</param>
/// <param name="DebounceMs">With `gpio`, for an input: 0 to 200, default 30. A change must be seen within 400 ms (IEC 60839-11-1), a spark must not.</param>
/// <param name="Opposite">For an input: the other line of a change-over contact, which makes it a supervised one; see LinePair.</param>
internal sealed record PinEntry(string Line, int Level = 1, Bias? Bias = null, Drive? Drive = null, int? DebounceMs = null, string? Opposite = null)
{
    internal const int UsualDebounceMs = 30;
}
