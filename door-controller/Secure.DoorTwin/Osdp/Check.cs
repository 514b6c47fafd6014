namespace Secure.DoorTwin.Osdp;

/// <summary>The two message checks of OSDP v2.2 (5.9, annex C).</summary>
internal static class Check
{
    /// <summary>CRC-16: polynomial 0x1021, start 0x1D0F, most significant bit first; the low byte goes on the wire first.</summary>
    internal static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0x1D0F;
        foreach (byte b in bytes)
        {
            crc ^= (ushort)(b << 8);
            for (int bit = 0; bit < 8; bit++) { crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1); }
        }
        return crc;
    }

    /// <summary>The two's complement of the sum of all bytes before it.</summary>
    internal static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte b in bytes) { sum += b; }
        return (byte)-sum;
    }
}
