using Secure.Vocabulary;

namespace Secure.EdgeAgent.Clips;

/// <summary>An event of a door, of now.</summary>
/// <param name="LeafOpen">The leaf stands open after it.</param>
/// <param name="Alarm">Somebody should look.</param>
internal sealed record DoorMoment(DeviceId Controller, ulong Sequence, string Door, bool LeafOpen, bool Alarm);

/// <summary>One clip that is being filmed. Its owner locks.</summary>
/// <param name="begun">By the agent's monotonic clock, as are all times here.</param>
internal sealed class ClipInHand(DeviceId controller, ClipRecording recording, TimeSpan begun)
{
    /// <summary>What the gateway takes.</summary>
    internal const int EventsMax = 64;

    private static readonly TimeSpan TakesMax = TimeSpan.FromMinutes(1);

    public DeviceId Controller => controller;

    public ClipRecording Recording => recording;

    /// <summary>What happens from then on is the next one's.</summary>
    public TimeSpan TakesUntil { get; } = begun + TakesMax;

    /// <summary>Whole with what the camera saw after its last event.</summary>
    public TimeSpan WholeAt { get; private set; } = begun;

    public List<ulong> Sequences { get; } = [];

    public bool Alarm { get; private set; }

    /// <summary>False where it is too long for another event, or names as many as it can.</summary>
    /// <param name="after">What is kept after the event.</param>
    public bool TryAdd(DoorMoment moment, TimeSpan now, TimeSpan after)
    {
        if (moment.Controller != controller || Sequences.Count >= EventsMax || now >= TakesUntil) { return false; }
        Sequences.Add(moment.Sequence);
        WholeAt = now + after;
        Alarm |= moment.Alarm;
        return true;
    }

    /// <summary>Goes on with a passage that others began to show.</summary>
    /// <param name="sequences">Of its events so far.</param>
    public ClipInHand GoingOn(IEnumerable<ulong> sequences, bool alarm)
    {
        Sequences.AddRange(sequences);
        Alarm = alarm;
        return this;
    }
}

/// <summary>What a door's camera is filmed for now. Its owner locks.</summary>
internal sealed class DoorFilm
{
    /// <summary>Events of one passage that its later clips name too: the gateway counts people by them.</summary>
    private const int PassageMax = 32;

    private readonly List<ulong> _passage = [];

    /// <summary>Takes the next event; null between two clips.</summary>
    public ClipInHand? Current { get; set; }

    /// <summary>Clips that are not whole yet.</summary>
    public int InHand { get; set; }

    public bool LeafOpen { get; private set; }

    /// <summary>Of the last event.</summary>
    public TimeSpan LastAt { get; private set; }

    /// <summary>Since the leaf opened; empty where it is closed.</summary>
    public IReadOnlyList<ulong> Passage => _passage;

    /// <summary>Takes note of an event, once it has its place in a clip.</summary>
    public void Note(DoorMoment moment, TimeSpan now)
    {
        if (!moment.LeafOpen || !LeafOpen) { _passage.Clear(); }
        if (moment.LeafOpen && _passage.Count < PassageMax) { _passage.Add(moment.Sequence); }
        (LeafOpen, LastAt) = (moment.LeafOpen, now);
    }
}
