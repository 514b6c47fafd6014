using System.Runtime.InteropServices;

namespace Secure.Gateway.Identity;

/// <summary>
/// Memory that one thread's Argon2 works in, in large pages and kept from hash to hash: fresh small pages cost a fifth of
/// the hash. The library wipes it after each.
/// </summary>
internal sealed unsafe partial class HashMemory : IDisposable
{
    // The size of a large page on x86-64 and arm64; what is aligned to it can be one.
    private const nuint LargePage = 2 << 20;

    [ThreadStatic]
    private static HashMemory? s_ofThisThread;

    private readonly nuint _size;
    private void* _memory;

    private HashMemory(nuint size) => _size = size;

    /// <param name="bytes">What a hash needs. More is taken from the library's usual memory.</param>
    internal static HashMemory ForThisThread(uint bytes) => s_ofThisThread = new HashMemory((bytes + LargePage - 1) & ~(LargePage - 1));

    /// <summary>For argon2_context.allocate_cbk; null there: the library takes its usual memory.</summary>
    internal static delegate* unmanaged[Cdecl]<void**, nuint, int> AllocateFor(ulong bytes) => s_ofThisThread is { } own && bytes <= own._size ? &Allocate : null;

    /// <summary>For argon2_context.free_cbk.</summary>
    internal static delegate* unmanaged[Cdecl]<void*, nuint, void> FreeFor(ulong bytes) => s_ofThisThread is { } own && bytes <= own._size ? &Keep : null;

    /// <summary>Gives the memory back until the next hash.</summary>
    internal void Release()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    public void Dispose()
    {
        Release();
        s_ofThisThread = null;
    }

    private void* Take()
    {
        if (_memory is null)
        {
            _memory = NativeMemory.AlignedAlloc(_size, LargePage);
            // Only advice: where there are no large pages, small ones do.
            _ = Advise(_memory, _size, AdviseLargePages);
        }
        return _memory;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static int Allocate(void** memory, nuint bytes)
    {
        try { *memory = s_ofThisThread!.Take(); }
        catch (OutOfMemoryException) { *memory = null; }
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Keep(void* memory, nuint bytes)
    {
    }

    // MADV_HUGEPAGE, madvise(2).
    private const int AdviseLargePages = 14;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
