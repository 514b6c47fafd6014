namespace Secure.DoorTwin.Osdp;

/// <summary>Command codes that this reader knows (OSDP v2.2, annex A.1).</summary>
internal enum Command : byte
{
    Poll = 0x60,
    Id = 0x61,
    Capabilities = 0x62,
    LocalStatus = 0x64,
    InputStatus = 0x65,
    OutputStatus = 0x66,
    ReaderStatus = 0x67,
    Output = 0x68,
    Led = 0x69,
    Buzzer = 0x6A,
}

/// <summary>Reply codes that this reader sends (OSDP v2.2, annex A.2).</summary>
internal enum Reply : byte
{
    Ack = 0x40,
    Nak = 0x41,
    Id = 0x45,
    Capabilities = 0x46,
    LocalStatus = 0x48,
    InputStatus = 0x49,
    OutputStatus = 0x4A,
    ReaderStatus = 0x4B,
    Raw = 0x50,
    Keypad = 0x53,
}

/// <summary>Why a command was not carried out (OSDP v2.2, 7.3).</summary>
internal enum NakCode : byte
{
    BadCheck = 1,
    BadLength = 2,
    UnknownCommand = 3,
    WrongSequence = 4,
    SecurityBlockNotSupported = 5,
    CannotProcess = 9,
}
