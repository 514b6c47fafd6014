namespace Secure.DoorController.Core.Osdp;

/// <summary>The two checks that close an OSDP frame (SIA OSDP v2.2, 5.9 and Annex E).</summary>
public static class OsdpCheck
{
    private static readonly ushort[] Table = MakeTable();

    /// <summary>CRC-16, polynomial 0x1021, start value 0x1D0F, most significant bit first; on the wire low byte first.</summary>
    public static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0x1D0F;
        foreach (byte value in bytes) { crc = (ushort)((crc << 8) ^ Table[(crc >> 8) ^ value]); }
        return crc;
    }

    /// <summary>The byte that makes the sum of the whole frame zero.</summary>
    public static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        foreach (byte value in bytes) { sum += value; }
        return (byte)-sum;
    }

    private static ushort[] MakeTable()
    {
        ushort[] table = new ushort[256];
        for (int i = 0; i < 256; i++)
        {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) { crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1; }
            table[i] = (ushort)crc;
        }
        return table;
    }
}
