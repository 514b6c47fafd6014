namespace Secure.Biometrics.Fingerprints;

/// <summary>A GCancellable that follows a token.</summary>
internal sealed class Cancel : IDisposable
{
    private readonly CancellationTokenRegistration _registration;

    internal Cancel(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Handle = GLib.NewCancellable();
        _registration = cancellation.UnsafeRegister(static handle => GLib.Cancel((nint)handle!), Handle);
    }

    internal nint Handle { get; }

    /// <summary>Ends the call on the engine's own account.</summary>
    internal void Now() => GLib.Cancel(Handle);

    public void Dispose()
    {
        // Waits for a cancellation under way, which uses the handle.
        _registration.Dispose();
        GLib.Release(Handle);
    }
}
