using System.Runtime.InteropServices;

namespace Secure.Signatures.Tests;

internal static partial class OpenSsl
{
    [LibraryImport("libcrypto.so.3", EntryPoint = "ERR_peek_error")]
    internal static partial ulong PeekError();
}
