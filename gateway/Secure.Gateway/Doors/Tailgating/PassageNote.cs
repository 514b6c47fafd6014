using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Tailgating;

/// <summary>One journal entry about a door whose passages are counted.</summary>
/// <param name="At">By the controller's clock, which is the agent's.</param>
/// <param name="LetIn">Who came by the entry that begins here; empty for every other event.</param>
public sealed record PassageNote(ulong Sequence, DoorId Door, DoorEventKind Happened, DateTimeOffset At, IReadOnlyList<PersonId> LetIn);

/// <summary>The leaf open once, for those who were let in.</summary>
/// <param name="To">The end of time where it was not closed again.</param>
internal sealed record Passage(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<PersonId> LetIn)
{
    /// <summary>What clocks and cameras are late: shorter than anybody takes to come to a door that is shut.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The passages that can be counted: those of entries alone. Where somebody came out by the button, opened what stood free,
    /// was let in by a command or broke in, no grant says how many may pass.
    /// </summary>
    /// <param name="notes">Of one door, in their order.</param>
    public static IEnumerable<Passage> Of(IEnumerable<PassageNote> notes)
    {
        (DateTimeOffset From, HashSet<PersonId> LetIn, bool Counts)? open = null;
        foreach (PassageNote note in notes)
        {
            switch (note.Happened)
            {
                case DoorEventKind.Closed:
                    if (open is { Counts: true } ended) { yield return new Passage(ended.From, note.At + Slack, [.. ended.LetIn]); }
                    open = null;
                    break;
                case DoorEventKind.Opened or DoorEventKind.ExitOpened or DoorEventKind.FreeOpened or DoorEventKind.ForcedOpen:
                    (DateTimeOffset from, HashSet<PersonId> letIn, bool counts) = open ?? (note.At - Slack, [], true);
                    letIn.UnionWith(note.LetIn);
                    open = (from, letIn, counts && note.LetIn.Count > 0);
                    break;
                default: break;
            }
        }
        if (open is { Counts: true } still) { yield return new Passage(still.From, DateTimeOffset.MaxValue, [.. still.LetIn]); }
    }
}
