namespace Secure.DoorTwin.Osdp;

/// <summary>What a reader remembers without power.</summary>
/// <param name="Baud">Its line speed, in bits a second.</param>
/// <param name="Key">Its secure channel base key, 16 bytes; null: none was set, and the default key holds, which everybody knows (install mode).</param>
internal sealed record ReaderState(byte Address, int Baud, uint Serial, byte[]? Key)
{
    internal const int KeyLength = 16;

    /// <summary>The speeds of OSDP v2.2, 5.2, that this reader has.</summary>
    internal static readonly int[] Bauds = [9600, 19200, 38400, 57600, 115200];

    internal const int AddressMax = 0x7E;

    /// <summary>Every record's default would print the key.</summary>
    public override string ToString() => $"reader {Address} at {Baud} baud, serial {Serial:X8}";
}
