using System.Collections.Concurrent;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Tailgating;

/// <summary>
/// What happened of late at the doors whose passages are counted, until the door's clip has come. In memory: a passage whose clip
/// comes after a restart of the gateway is not counted, nor is one that a controller tells late.
/// </summary>
public sealed class PassageBook(ISite site)
{
    /// <summary>Entries kept of one controller: more than some minutes of the busiest door, for which clips are kept.</summary>
    private const int NotesMax = 512;

    private readonly ConcurrentDictionary<DeviceId, Queue<PassageNote>> _notes = [];

    /// <summary>True where the room behind this door asks for it.</summary>
    public bool Counts(DoorId door) => site.Current.Doors.TryGetValue(door, out Door? known) && site.Current.Rooms[known.Into].CountsPeople;

    /// <param name="letIn">Who came by the entry that begins with this event; empty for every other.</param>
    public void Note(DoorEvent told, IReadOnlyList<PersonId> letIn)
    {
        if (told.Door is not { } door || !Counts(door)) { return; }
        Queue<PassageNote> notes = _notes.GetOrAdd(told.Controller, _ => []);
        lock (notes)
        {
            notes.Enqueue(new PassageNote(told.Sequence, door, told.Happened, told.Time.Wall, letIn));
            if (notes.Count > NotesMax) { notes.Dequeue(); }
        }
    }

    internal IReadOnlyList<PassageNote> Of(DeviceId controller, DoorId door, IReadOnlyList<ulong> sequences)
    {
        if (!_notes.TryGetValue(controller, out Queue<PassageNote>? notes)) { return []; }
        lock (notes) { return [.. notes.Where(n => n.Door == door && sequences.Contains(n.Sequence))]; }
    }
}
