namespace Secure.Biometrics.Tests.Fingerprints;

/// <summary>Damages a file: bytes changed (mostly in its head, where they matter), a piece cut out, doubled, or the end lost.</summary>
internal static class Mutations
{
    private const int Head = 128;

    internal static byte[] Of(byte[] whole, Random random)
    {
        byte[] file = [.. whole];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(random.Next(3) == 0 ? file.Length : Math.Min(Head, file.Length));
            file[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(file[at] ^ (1 << random.Next(8))), _ => random.Next(2) == 0 ? (byte)0 : (byte)255 };
        }
        int cut = random.Next(file.Length);
        return random.Next(12) switch
        {
            0 => file[..cut],
            1 => [.. file[..cut], .. file[Math.Min(file.Length, cut + random.Next(64))..]],
            2 => [.. file, .. file[..Math.Min(cut, 4096)]],
            _ => file,
        };
    }
}
