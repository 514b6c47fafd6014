namespace Secure.DoorController.Core.Osdp;

/// <summary>What the panel asks of a reader (SIA OSDP v2.2, Annex A).</summary>
public enum OsdpCommandCode : byte
{
    Poll = 0x60,
    Id = 0x61,
    Capabilities = 0x62,
    Led = 0x69,
    Buzzer = 0x6A,
}

/// <summary>What a reader answers (SIA OSDP v2.2, Annex A).</summary>
public enum OsdpReplyCode : byte
{
    Ack = 0x40,
    Nak = 0x41,
    Identification = 0x45,
    Capabilities = 0x46,
    Raw = 0x50,
    Keypad = 0x53,
    Busy = 0x79,
}

/// <summary>Why a reader refused a command (SIA OSDP v2.2, 7.3).</summary>
public enum OsdpNakCode : byte
{
    None = 0,
    BadCheck = 1,
    BadLength = 2,
    UnknownCommand = 3,
    UnexpectedSequence = 4,
    UnsupportedSecurity = 5,
    SecurityRequired = 6,
    UnsupportedBiometricType = 7,
    UnsupportedBiometricFormat = 8,
    CannotProcess = 9,
}
