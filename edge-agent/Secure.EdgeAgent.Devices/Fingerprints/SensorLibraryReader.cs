using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>What a sensor's library holds (AS608 and R503 manuals, "TempleteNum", "ReadIndexTable", "LoadChar", "UpChar").</summary>
internal static class SensorLibraryReader
{
    /// <summary>One page of the index table: a bit a slot, the lowest first.</summary>
    private const int PageBytes = 32, PageSlots = PageBytes * 8;

    /// <summary>AS608 sends 512 bytes, R503 1,536.</summary>
    private const int TemplateBytesMin = 256, TemplateBytesMax = 4096;
    private const int Tries = 3;

    /// <exception cref="SensorException">The table and the count do not agree, or it names slots that the sensor does not have.</exception>
    internal static SensorLibrary Read(SensorLink link, SensorParameters parameters, CancellationToken cancellation)
    {
        List<int> slots = [];
        for (int page = 0; page * PageSlots < parameters.Slots; page++)
        {
            byte[] answer = link.Ask(cancellation, SensorCode.ReadIndexTable, (byte)page);
            if (answer.Length != 1 + PageBytes || answer[0] != SensorCode.Ok) { throw Unexpected("does not say which slots are in use"); }
            slots.AddRange(Enumerable.Range(0, PageSlots).Where(i => (answer[1 + i / 8] >> (i % 8) & 1) == 1).Select(i => page * PageSlots + i));
        }
        byte[] count = link.Ask(cancellation, SensorCode.TemplateCount);
        if (count is not [SensorCode.Ok, _, _] || BinaryPrimitives.ReadUInt16BigEndian(count.AsSpan(1)) != slots.Count) { throw Unexpected("counts its templates otherwise than its table does"); }
        if (slots.Any(s => s >= parameters.Slots)) { throw Unexpected("names slots that it does not have"); }
        return new SensorLibrary(parameters.Slots, slots);
    }

    /// <exception cref="SensorException">The template does not come up whole.</exception>
    internal static byte[] Digest(SensorLink link, byte buffer, int slot, CancellationToken cancellation)
    {
        byte code = link.Ask(cancellation, SensorCode.LoadTemplate, buffer, (byte)(slot >> 8), (byte)slot)[0];
        if (code != SensorCode.Ok) { throw Unexpected($"does not load slot {slot}: {code:x2}"); }
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            code = link.Ask(cancellation, SensorCode.UploadTemplate, buffer)[0];
            if (code != SensorCode.Ok) { throw Unexpected($"gives no template: {code:x2}"); }
            if (link.Receive(TemplateBytesMax, cancellation) is not { Length: >= TemplateBytesMin } template) { continue; }
            byte[] digest = SHA256.HashData(template);
            CryptographicOperations.ZeroMemory(template);
            return digest;
        }
        throw new SensorException(SensorTrouble.Garbled, "the template came damaged every time");
    }

    private static SensorException Unexpected(string what) => new(SensorTrouble.Unexpected, "the sensor " + what);
}
