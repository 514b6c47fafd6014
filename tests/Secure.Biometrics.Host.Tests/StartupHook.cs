using System.Reflection;
using System.Runtime.InteropServices;

/// <summary>Runs in a host before its own code where DOTNET_STARTUP_HOOKS names this assembly (the runtime wants this very name, outside a namespace): the first picture to be opened hangs in native code's place.</summary>
internal static class StartupHook
{
    public static void Initialize() => AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
    {
        if (loaded.LoadedAssembly.GetName().Name == "Secure.Biometrics") { NativeLibrary.SetDllImportResolver(loaded.LoadedAssembly, Resolve); }
    };

    private static nint Resolve(string library, Assembly by, DllImportSearchPath? where)
    {
        using ManualResetEventSlim never = new();
        if (library.Contains("turbojpeg", StringComparison.Ordinal)) { never.Wait(); }
        return 0;
    }
}
