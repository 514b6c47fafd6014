using System.Runtime.InteropServices;

namespace Secure.Biometrics.Onnx;

/// <summary>
/// ONNX Runtime through its C interface. One for the process, never unloaded: the library keeps threads and global state.
/// Safe from several threads.
/// </summary>
internal sealed unsafe class OrtRuntime
{
    private readonly void** _api;
    private readonly nint _env;

    private OrtRuntime(void** api)
    {
        _api = api;
        nint made;
        fixed (byte* name = "biometrics\0"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)Function(OrtApi.CreateEnv))(OrtApi.LogErrorsOnly, name, &made));
        }
        _env = made;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Function(OrtApi.CreateCpuMemoryInfo))(OrtApi.ArenaAllocator, OrtApi.DefaultMemory, &made));
        Memory = made;
    }

    /// <summary>Names ordinary memory in calls that take a tensor.</summary>
    internal nint Memory { get; }

    /// <exception cref="OrtException">The library is missing, of another machine, or too old.</exception>
    internal static OrtRuntime Load(string library)
    {
        if (!NativeLibrary.TryLoad(library, out nint handle)) { throw new OrtException($"{library} cannot be loaded."); }
        if (!NativeLibrary.TryGetExport(handle, "OrtGetApiBase", out nint export)) { throw new OrtException($"{library} is no ONNX Runtime."); }
        nint* start = ((delegate* unmanaged<nint*>)export)();
        void** api = (void**)((delegate* unmanaged<uint, void*>)start[0])(OrtApi.Version);
        return api == null ? throw new OrtException($"{library} is too old.") : new OrtRuntime(api);
    }

    internal void* Function(int place) => _api[place];

    /// <summary>A session over a model in memory, which the library copies. It runs on the calling thread alone.</summary>
    /// <exception cref="OrtException">These bytes are no model that it can run.</exception>
    internal nint OpenSession(ReadOnlySpan<byte> model)
    {
        nint options, session;
        Check(((delegate* unmanaged<nint*, nint>)Function(OrtApi.CreateSessionOptions))(&options));
        try
        {
            Check(((delegate* unmanaged<nint, int, nint>)Function(OrtApi.SetIntraOpNumThreads))(options, 1));
            Check(((delegate* unmanaged<nint, int, nint>)Function(OrtApi.SetGraphOptimizationLevel))(options, OrtApi.AllOptimizations));
            fixed (byte* bytes = model)
            {
                Check(((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)Function(OrtApi.CreateSessionFromArray))(_env, bytes, (nuint)model.Length, options, &session));
            }
            return session;
        }
        finally { ((delegate* unmanaged<nint, void>)Function(OrtApi.ReleaseSessionOptions))(options); }
    }

    /// <exception cref="OrtException">Carries the library's message.</exception>
    internal void Check(nint status)
    {
        if (status == 0) { return; }
        string? message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Function(OrtApi.GetErrorMessage))(status));
        ((delegate* unmanaged<nint, void>)Function(OrtApi.ReleaseStatus))(status);
        throw new OrtException(message ?? "ONNX Runtime failed.");
    }
}
