using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Site;

/// <summary>A reader's key as 32 hex digits in a file that nobody else can read.</summary>
internal static class KeyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <exception cref="IOException">Others may read it, or it holds no key; the message never holds its content.</exception>
    internal static byte[] Read(string path)
    {
        if ((File.GetUnixFileMode(path) & Others) != 0) { throw new IOException($"{path}: others may read this key; its mode must be 0600"); }
        string text = File.ReadAllText(path).Trim();
        return TryParse(text, out byte[]? key) ? key! : throw new IOException($"{path}: a key is {2 * ReaderState.KeyLength} hex digits");
    }

    internal static bool TryParse(string text, out byte[]? key)
    {
        key = text.Length == 2 * ReaderState.KeyLength && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
        return key is not null;
    }
}
