using System.Buffers.Binary;

namespace Secure.Biometrics.Fingerprints;

/// <summary>Baseline grey TIFF 6.0 without compression: 8 bits, one sample, strips in order. Section 4 (grayscale images) and section 2 (structure).</summary>
internal static class Tiff
{
    private const int EntriesMax = 64;
    private const int EntryBytes = 12;

    internal static GrayImage? Read(ReadOnlySpan<byte> file)
    {
        if (Directory.Read(file) is not { } fields || !fields.IsPlainGrey) { return null; }
        if (fields.One(256) is not { } width || fields.One(257) is not { } height || !GrayImage.IsSide(width) || !GrayImage.IsSide(height)) { return null; }
        byte[] pixels = new byte[width * height];
        if (!fields.CopyStrips(file, (int)width, (int)height, pixels)) { return null; }
        // PhotometricInterpretation 0: white is zero.
        if (fields.One(262) == 0) { for (int i = 0; i < pixels.Length; i++) { pixels[i] ^= 0xff; } }
        return GrayImage.Of((int)width, (int)height, pixels);
    }

    /// <summary>The fields of the first image directory that matter here, by tag.</summary>
    private sealed class Directory
    {
        private readonly Dictionary<int, uint[]> _fields = [];

        internal static Directory? Read(ReadOnlySpan<byte> file)
        {
            bool little = file[0] == 'I';
            if (file.Length < 8 || U32(file[4..], little) is var at && (at > file.Length - 2 || at < 8)) { return null; }
            int entries = U16(file[(int)at..], little), first = (int)at + 2;
            if (entries is 0 or > EntriesMax || first + entries * EntryBytes > file.Length) { return null; }
            Directory read = new();
            for (int i = 0; i < entries; i++)
            {
                if (!read.Take(file, file.Slice(first + i * EntryBytes, EntryBytes), little)) { return null; }
            }
            return read;
        }

        /// <summary>8 bits, uncompressed, grey, one sample, upright; what is absent has the standard's default.</summary>
        internal bool IsPlainGrey =>
            One(258) == 8 && (One(259) ?? 1) == 1 && One(262) is 0 or 1 && (One(277) ?? 1) == 1 && (One(284) ?? 1) == 1 && (One(274) ?? 1) == 1 && (One(266) ?? 1) == 1;

        internal uint? One(int tag) => _fields.TryGetValue(tag, out uint[]? values) && values is [var only] ? only : null;

        internal bool CopyStrips(ReadOnlySpan<byte> file, int width, int height, Span<byte> pixels)
        {
            if (!_fields.TryGetValue(273, out uint[]? offsets) || !_fields.TryGetValue(279, out uint[]? lengths)) { return false; }
            long rows = Math.Min(One(278) ?? (uint)height, (uint)height);
            if (rows == 0 || offsets.Length != lengths.Length || offsets.Length != (height + rows - 1) / rows) { return false; }
            int done = 0;
            for (int i = 0; i < offsets.Length; i++)
            {
                int wanted = (int)Math.Min(rows * width, pixels.Length - done);
                if (lengths[i] != wanted || offsets[i] > file.Length - wanted) { return false; }
                file.Slice((int)offsets[i], wanted).CopyTo(pixels[done..]);
                done += wanted;
            }
            return done == pixels.Length;
        }

        private bool Take(ReadOnlySpan<byte> file, ReadOnlySpan<byte> entry, bool little)
        {
            int tag = U16(entry, little), size = U16(entry[2..], little) switch { 3 => 2, 4 => 4, _ => 0 };
            uint count = U32(entry[4..], little);
            // Texts, fractions and tags that say nothing about the pixels.
            if (size == 0 || tag is not (256 or 257 or 258 or 259 or 262 or 266 or 273 or 274 or 277 or 278 or 279 or 284)) { return tag is not (258 or 259 or 262); }
            if (count is 0 or > GrayImage.SideMax) { return false; }
            long bytes = size * count;
            ReadOnlySpan<byte> values = entry[8..];
            if (bytes > 4)
            {
                uint at = U32(values, little);
                if (at > file.Length - bytes) { return false; }
                values = file.Slice((int)at, (int)bytes);
            }
            uint[] numbers = new uint[count];
            for (int i = 0; i < numbers.Length; i++) { numbers[i] = size == 2 ? (uint)U16(values[(2 * i)..], little) : U32(values[(4 * i)..], little); }
            return _fields.TryAdd(tag, numbers);
        }
    }

    private static int U16(ReadOnlySpan<byte> from, bool little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt16BigEndian(from);

    private static uint U32(ReadOnlySpan<byte> from, bool little) => little ? BinaryPrimitives.ReadUInt32LittleEndian(from) : BinaryPrimitives.ReadUInt32BigEndian(from);
}
