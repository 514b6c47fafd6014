using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Hosting;

namespace Secure.DoorController.Native;

/// <summary>
/// Compares break-glass codes and PINs with their Argon2id verifiers (RFC 9106) by libargon2, one after the other on another thread. Where
/// that fails, the answer says so.
/// </summary>
/// <param name="post">Brings an answer onto the controller's thread.</param>
/// <param name="verify">Code and verifier to a return value of argon2.h; null: libargon2.</param>
internal sealed partial class SlowCodes(Action<Action> post, ControllerLog log, Func<byte[], string, int>? verify = null) : ISlowCodes
{
    // ARGON2_OK and ARGON2_VERIFY_MISMATCH of argon2.h.
    private const int Fits = 0;
    private const int Differs = -35;

    // Of the reference implementation's own tests (src/test.c, version 0x13, 256 KiB, two passes).
    private const string KnownCode = "password";
    private const string KnownVerifier = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    private readonly Lock _gate = new();
    private readonly Func<byte[], string, int> _verify = verify ?? Library;
    private Task _last = Task.CompletedTask;

    /// <summary>Asks with a known code, and with a wrong one; takes about a millisecond.</summary>
    public bool Works =>
        Compare(Encoding.ASCII.GetBytes(KnownCode), [KnownVerifier]) == 0 && Compare(Encoding.ASCII.GetBytes(KnownCode + "s"), [KnownVerifier]) is null;

    public void Check(byte[] code, IReadOnlyList<string> verifiers, Action<int?> answer)
    {
        // In the order in which they were typed: the loop alone calls this, the lock is for the reader of the code.
        lock (_gate) { _last = _last.ContinueWith(_ => Answer(code, verifiers, answer), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default); }
    }

    private void Answer(byte[] code, IReadOnlyList<string> verifiers, Action<int?> answer)
    {
        int? fits = Compare(code, verifiers);
        CryptographicOperations.ZeroMemory(code);
        post(() => answer(fits));
    }

    private int? Compare(byte[] code, IReadOnlyList<string> verifiers)
    {
        int? fits = null;
        bool failed = false;
        // Every verifier is compared, so that the time does not tell which code was right.
        for (int i = 0; i < verifiers.Count; i++)
        {
            int compared = Try(code, verifiers[i]);
            if (compared == Fits) { fits = i; }
            failed |= compared is not (Fits or Differs);
        }
        return fits ?? (failed ? ISlowCodes.NotCompared : null);
    }

    private int Try(byte[] code, string verifier)
    {
        try
        {
            int compared = _verify(code, verifier);
            if (compared is not (Fits or Differs)) { log.CodesNotCompared($"libargon2 answers {compared}"); }
            return compared;
        }
        // What the runtime throws where a library, or its function, is missing or not for this machine.
        catch (Exception missing) when (missing is TypeLoadException or BadImageFormatException)
        {
            log.CodesNotCompared(missing.Message);
            return ISlowCodes.NotCompared;
        }
    }

    private static int Library(byte[] code, string verifier) => Verify(Encoding.ASCII.GetBytes(verifier + "\0"), code, (nuint)code.Length);

    [LibraryImport("libargon2.so.1", EntryPoint = "argon2id_verify")]
    private static partial int Verify(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> code, nuint length);
}
