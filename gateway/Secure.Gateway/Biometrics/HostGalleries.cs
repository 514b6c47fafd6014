using System.Collections.Concurrent;
using Google.Protobuf;
using Secure.BiometricMessages;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Biometrics;

/// <summary>The galleries that callers want held, so that a restarted host gets them again.</summary>
internal sealed class HostGalleries
{
    private readonly ConcurrentDictionary<string, Wanted> _wanted = new(StringComparer.Ordinal);

    internal ToHost Want(string gallery, ulong revision, IReadOnlyList<GalleryTemplate> templates)
    {
        Wanted wanted = new(revision, templates);
        _wanted[gallery] = wanted;
        return Question(gallery, wanted);
    }

    internal void Forget(string gallery) => _wanted.TryRemove(gallery, out _);

    /// <summary>Before anybody is served from a new connection. One that the host refuses is unknown there, and says so when asked.</summary>
    internal async Task PutAgainAsync(HostLink link, CancellationToken cancellation)
    {
        foreach ((string gallery, Wanted wanted) in _wanted) { await link.AskAsync(Question(gallery, wanted), cancellation); }
    }

    private static ToHost Question(string gallery, Wanted wanted)
    {
        PutGallery put = new() { Gallery = gallery, Revision = wanted.Revision };
        put.Entries.AddRange(wanted.Templates.Select(t => new GalleryEntry { Person = t.Person.ToString(), Template = UnsafeByteOperations.UnsafeWrap(t.Template.Bytes) }));
        return new() { PutGallery = put };
    }

    private sealed record Wanted(ulong Revision, IReadOnlyList<GalleryTemplate> Templates);
}
