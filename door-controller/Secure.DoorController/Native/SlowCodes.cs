using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Hosting;

namespace Secure.DoorController.Native;

/// <summary>Compares break-glass codes with their Argon2id verifiers (RFC 9106) by libargon2, one after the other on another thread.</summary>
internal sealed partial class SlowCodes(Loop loop) : ISlowCodes
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    public void Check(byte[] code, IReadOnlyList<string> verifiers, Action<int?> answer)
    {
        // In the order in which they were typed: the loop alone calls this, the lock is for the reader of the code.
        lock (_gate) { _last = _last.ContinueWith(_ => Compare(code, verifiers, answer), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default); }
    }

    private void Compare(byte[] code, IReadOnlyList<string> verifiers, Action<int?> answer)
    {
        int? fits = null;
        // Every verifier is compared, so that the time does not tell which code was right.
        for (int i = 0; i < verifiers.Count; i++)
        {
            if (Verify(Encoding.ASCII.GetBytes(verifiers[i] + "\0"), code, (nuint)code.Length) == 0) { fits = i; }
        }
        CryptographicOperations.ZeroMemory(code);
        loop.Post(_ => answer(fits));
    }

    [LibraryImport("libargon2.so.1", EntryPoint = "argon2id_verify")]
    private static partial int Verify(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> code, nuint length);
}
