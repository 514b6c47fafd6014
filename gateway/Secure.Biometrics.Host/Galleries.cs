using Secure.Biometrics.Face;

namespace Secure.Biometrics.Host;

/// <summary>The galleries held, by name. A search in one that is replaced meanwhile ends on the old one.</summary>
internal sealed class Galleries : IDisposable
{
    /// <summary>Galleries held at a time.</summary>
    internal const int CountMax = 64;

    /// <summary>Templates in all of them: 80 MiB.</summary>
    internal const int TemplatesMax = 80_000;

    private readonly Lock _sync = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>False: no room. The one of that name is then gone, since it is no longer what the gateway wants.</summary>
    internal bool Put(string name, ulong revision, FaceGallery gallery)
    {
        lock (_sync)
        {
            _held.Remove(name);
            if (_held.Count >= CountMax || _held.Values.Sum(h => h.Gallery.Count) + gallery.Count > TemplatesMax) { return false; }
            _held[name] = new(revision, gallery);
            return true;
        }
    }

    internal void Drop(string name)
    {
        lock (_sync) { _held.Remove(name); }
    }

    /// <summary>Null where it is not held or of another revision.</summary>
    internal FaceGallery? Find(string name, ulong revision)
    {
        lock (_sync) { return _held.TryGetValue(name, out Held? held) && held.Revision == revision ? held.Gallery : null; }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            foreach (Held held in _held.Values) { held.Gallery.Dispose(); }
            _held.Clear();
        }
    }

    private sealed record Held(ulong Revision, FaceGallery Gallery);
}
