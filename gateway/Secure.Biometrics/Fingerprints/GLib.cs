using System.Runtime.InteropServices;

namespace Secure.Biometrics.Fingerprints;

/// <summary>The parts of GLib 2 (glib, gobject, gio) that libfprint's calls need, one to one.</summary>
internal static unsafe partial class GLib
{
    private const string Library = "libglib-2.0.so.0";
    private const string Objects = "libgobject-2.0.so.0";
    private const string Io = "libgio-2.0.so.0";

    /// <summary>struct _GError.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Error
    {
        public uint Domain;
        public int Code;
        public byte* Message;
    }

    /// <summary>struct _GPtrArray.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PointerArray
    {
        public nint* Items;
        public uint Count;
    }

    [LibraryImport(Library, EntryPoint = "g_ptr_array_new")]
    internal static partial nint NewArray();

    [LibraryImport(Library, EntryPoint = "g_ptr_array_add")]
    internal static partial void Add(nint array, nint item);

    [LibraryImport(Library, EntryPoint = "g_ptr_array_unref")]
    internal static partial void ReleaseArray(nint array);

    [LibraryImport(Library, EntryPoint = "g_free")]
    internal static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "g_error_free")]
    internal static partial void FreeError(Error* error);

    /// <summary>Waits for the next event of the default main context and handles it.</summary>
    [LibraryImport(Library, EntryPoint = "g_main_context_iteration")]
    internal static partial int Iterate(nint context, int mayBlock);

    [LibraryImport(Objects, EntryPoint = "g_object_unref")]
    internal static partial void Release(nint instance);

    [LibraryImport(Objects, EntryPoint = "g_object_ref_sink")]
    internal static partial nint Sink(nint instance);

    [LibraryImport(Io, EntryPoint = "g_cancellable_new")]
    internal static partial nint NewCancellable();

    /// <summary>May be called from any thread.</summary>
    [LibraryImport(Io, EntryPoint = "g_cancellable_cancel")]
    internal static partial void Cancel(nint cancellable);

    // Only libc's own environment is the one that GLib reads.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UnsetVariable(string name);
}
