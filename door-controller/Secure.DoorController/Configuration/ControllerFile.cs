using System.Text.Json.Serialization;

namespace Secure.DoorController.Configuration;

/// <summary>The controller's configuration, a JSON file.</summary>
/// <param name="Controller">Its device id, as in its enrolment.</param>
/// <param name="StateFolder">Holds key, journal and what must survive; made with mode 0700.</param>
/// <param name="Pins">`unix:PATH`, the socket of a pin driver.</param>
/// <param name="Guarded">True (default): refuse to run unless started by the door guard.</param>
internal sealed record ControllerFile(
    string Controller, string StateFolder, SocketEntry Socket, string Pins, BusEntry[] Buses, DoorEntry[] Doors, bool Guarded = true);

/// <summary>Where the agent connects.</summary>
/// <param name="Path">Shorter than 108 bytes; its folder is made where it is missing.</param>
/// <param name="Group">The agent's group: socket 0660 in a folder 0750. Null: 0600, and one user runs everything.</param>
/// <param name="Peers">User ids that may connect besides members of the group by primary id; without a group, the own user.</param>
internal sealed record SocketEntry(string Path, string? Group = null, uint[]? Peers = null);

/// <summary>One RS-485 line.</summary>
/// <param name="Line">A tty, or a link to one.</param>
/// <param name="Baud">9600 (default), 19200, 38400, 57600 or 115200.</param>
/// <param name="PollMs">From a reader's answer to its next poll: 10 to 1000 ms, default 15.</param>
internal sealed record BusEntry(string Line, ReaderEntry[] Readers, int Baud = 9600, int PollMs = 15);

/// <param name="Address">0 to 126, one on its line.</param>
/// <param name="Crc">True (default): CRC-16; false for a reader that knows only the checksum.</param>
internal sealed record ReaderEntry(int Address, string Id, string Door, bool Crc = true);

/// <param name="HeldAfterSeconds">1 to 3600, default 30.</param>
/// <param name="MotionMaxMs">10 to 10,000, default 2000: the lock's feedback follows within this.</param>
/// <param name="RexShuntSeconds">1 to 60, default 10.</param>
internal sealed record DoorEntry(
    string Id, PinEntry Strike, PinEntry Feedback, PinEntry Contact, PinEntry? Rex = null,
    int HeldAfterSeconds = 30, int MotionMaxMs = 2000, int RexShuntSeconds = 10);

/// <param name="Line">The driver's name for the line: no blanks.</param>
/// <param name="Level">The level, 0 or 1 (default), that means: driven to unlock, unlocked, open, pressed.</param>
internal sealed record PinEntry(string Line, int Level = 1);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ControllerFile))]
internal sealed partial class ControllerJson : JsonSerializerContext;
