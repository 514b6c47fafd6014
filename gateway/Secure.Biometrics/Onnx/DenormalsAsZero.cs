using System.Runtime.InteropServices;

namespace Secure.Biometrics.Onnx;

/// <summary>
/// While it lives, the calling thread counts numbers too small for a float's ordinary form as 0. The face models reach
/// such numbers, with which a processor calculates ten times as slowly; their answers do not change.
/// The runtime's own switch reaches only the thread that opens a session.
/// </summary>
internal readonly unsafe ref partial struct DenormalsAsZero
{
    // glibc's fenv_t: on x86-64 the MXCSR stands at byte 28, on arm64 the FPCR at byte 0.
    private static readonly int Register = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 28 : 0;

    // MXCSR: bits 15 (flush to zero) and 6 (denormals are zeros), Intel SDM volume 1, 10.2.3. FPCR: bit 24 (FZ), Arm DDI 0487, C5.2.
    private static readonly uint Bits = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x8040u : 1u << 24;

    private readonly State _before;

    public DenormalsAsZero()
    {
        fixed (State* before = &_before) { _ = GetEnvironment(before); }
        State changed = _before;
        *(uint*)((byte*)&changed + Register) |= Bits;
        _ = SetEnvironment(&changed);
    }

    public void Dispose()
    {
        fixed (State* before = &_before) { _ = SetEnvironment(before); }
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct State;

    [LibraryImport("libm.so.6", EntryPoint = "fegetenv")]
    private static partial int GetEnvironment(State* state);

    [LibraryImport("libm.so.6", EntryPoint = "fesetenv")]
    private static partial int SetEnvironment(State* state);
}
