namespace Secure.Biometrics.Fingerprints;

/// <summary>Templates as libfprint's prints, for one call.</summary>
internal sealed unsafe class Gallery : IDisposable
{
    private readonly List<nint> _prints = [];

    /// <exception cref="UnusableTemplateException">One is damaged or of another engine.</exception>
    internal Gallery(IReadOnlyList<byte[]> templates)
    {
        Array = GLib.NewArray();
        try { foreach (byte[] template in templates) { Add(template); } }
        catch (UnusableTemplateException) { Dispose(); throw; }
    }

    internal nint Array { get; }

    internal int? IndexOf(nint print) => print == 0 ? null : _prints.IndexOf(print) is >= 0 and int at ? at : null;

    public void Dispose()
    {
        GLib.ReleaseArray(Array);
        foreach (nint print in _prints) { GLib.Release(print); }
        _prints.Clear();
    }

    private void Add(byte[] template)
    {
        GLib.Error* error = null;
        nint print = 0;
        if (!PrintEnvelope.TryOpen(template, out ReadOnlySpan<byte> bytes)) { throw new UnusableTemplateException(); }
        fixed (byte* data = bytes) { print = LibFprint.Deserialize(data, (nuint)bytes.Length, &error); }
        if (print == 0)
        {
            if (error is not null) { GLib.FreeError(error); }
            throw new UnusableTemplateException();
        }
        _prints.Add(GLib.Sink(print));
        GLib.Add(Array, print);
    }
}
