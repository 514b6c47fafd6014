namespace Secure.DoorController.Core.Osdp;

/// <summary>What the panel asks of a reader (SIA OSDP v2.2, Annex A).</summary>
public enum OsdpCommandCode : byte
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
    Communication = 0x6E,
    KeySet = 0x75,
    Challenge = 0x76,
    Cryptogram = 0x77,
    FileTransfer = 0x7C,
}

/// <summary>What a reader answers (SIA OSDP v2.2, Annex A).</summary>
public enum OsdpReplyCode : byte
{
    Ack = 0x40,
    Nak = 0x41,
    Identification = 0x45,
    Capabilities = 0x46,
    LocalStatus = 0x48,
    InputStatus = 0x49,
    OutputStatus = 0x4A,
    ReaderStatus = 0x4B,
    Raw = 0x50,
    Formatted = 0x51,
    Keypad = 0x53,
    Communication = 0x54,
    ClientCryptogram = 0x76,
    InitialMac = 0x78,
    Busy = 0x79,
    FileStatus = 0x7A,
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

/// <summary>The type of a frame's security block (SIA OSDP v2.2, Annex D): what a frame is to the secure channel.</summary>
public enum SecurityType : byte
{
    None = 0,
    Challenge = 0x11,
    ClientCryptogram = 0x12,
    Cryptogram = 0x13,
    InitialMac = 0x14,
    CommandWithMac = 0x15,
    ReplyWithMac = 0x16,
    CommandEncrypted = 0x17,
    ReplyEncrypted = 0x18,
}
