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
    LineSettings = 0x6E,
    KeySet = 0x75,
    Challenge = 0x76,
    PanelCryptogram = 0x77,
    FileTransfer = 0x7C,
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
    LineSettings = 0x54,
    ReaderCryptogram = 0x76,
    FirstMac = 0x78,
    Busy = 0x79,
    FileStatus = 0x7A,
}

/// <summary>Why a command was not carried out (OSDP v2.2, 7.3).</summary>
internal enum NakCode : byte
{
    BadCheck = 1,
    BadLength = 2,
    UnknownCommand = 3,
    WrongSequence = 4,
    SecurityBlockNotSupported = 5,

    /// <summary>The command needs a secure channel that there is not, or whose proof is wrong.</summary>
    SecurityConditionsNotMet = 6,
    CannotProcess = 9,
}

/// <summary>What a message's security block says of it (OSDP v2.2, annex D): even numbers go to the panel.</summary>
internal enum BlockType : byte
{
    None = 0,
    Challenge = 0x11,
    ReaderCryptogram = 0x12,
    PanelCryptogram = 0x13,
    FirstMac = 0x14,
    CommandProved = 0x15,
    ReplyProved = 0x16,
    CommandSealed = 0x17,
    ReplySealed = 0x18,
}
