using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Secure.DoorController.Core.Osdp;

namespace Secure.OsdpTool;

/// <summary>Where the reader's key comes from: never the command line, which everybody on the machine can read.</summary>
internal static class KeySource
{
    private const int LengthMax = 256;

    /// <summary>The key, or null where the options name none.</summary>
    /// <exception cref="IOException">The file or descriptor cannot be read, or holds no key.</exception>
    public static OsdpKey? Read(Options options)
    {
        if (options.Install) { return OsdpKey.Default; }
        if (options.KeyFile is { } path)
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read);
            return Read(file, path);
        }
        if (options.KeyDescriptor is not { } descriptor) { return null; }
        using SafeFileHandle handle = new(descriptor, ownsHandle: false);
        using FileStream pipe = new(handle, FileAccess.Read, bufferSize: 0);
        return Read(pipe, $"fd {descriptor}");
    }

    private static OsdpKey Read(Stream stream, string name)
    {
        byte[] bytes = new byte[LengthMax];
        char[] text = new char[LengthMax];
        try
        {
            int count = stream.ReadAtLeast(bytes, LengthMax, throwOnEndOfStream: false);
            int length = Encoding.ASCII.GetChars(bytes, 0, count, text, 0);
            return OsdpKey.TryParse(text.AsSpan(0, length), out OsdpKey? key) ? key : throw new IOException($"{name}: 密钥须为 32 位十六进制数 · a key is 32 hex digits");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            Array.Clear(text);
        }
    }
}
