using System.Security.Cryptography;
using Secure.Gateway.Decisions.StepUp;

namespace Secure.Gateway.Decisions.Tests.StepUp;

/// <summary>A challenge and somebody in front of its camera, at 5 frames a second unless told otherwise.</summary>
internal sealed class Filming
{
    private static readonly ChallengeRules Rules = new();

    private readonly Challenge _challenge;
    private ulong _sequence;

    public Filming(params Turn[] turns) : this(new Shown(), turns) { }

    /// <param name="earlier">What the person's challenges have shown before.</param>
    public Filming(Shown earlier, params Turn[] turns)
    {
        _challenge = new Challenge(Rules, turns.Length > 0 ? turns : [Turn.Left, Turn.Right], earlier);
        Step = _challenge.Tick(TimeSpan.Zero);
    }

    /// <summary>What was shown, in as many challenges as share it.</summary>
    internal sealed class Shown : IEarlierFrames
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public bool Take(string name) => _names.Add(name);
    }

    public TimeSpan At { get; set; }

    public TimeSpan Every { get; set; } = TimeSpan.FromMilliseconds(200);

    public ChallengeStep Step { get; private set; }

    public Challenge Challenge => _challenge;

    public ChallengeRefusal? Cause => (Step as ChallengeStep.Refused)?.Cause;

    public static double YawOf(Turn turn) => turn switch { Turn.Left => 30, Turn.Right => -30, _ => 1 };

    /// <summary>A good frame of the person, live.</summary>
    public static FrameReading Face(Turn turn, double match = 0.7, double live = 0.9, double likeness = 0.9) =>
        new(CaptureFault.None, YawOf(turn), live, turn == Turn.Centre ? match : match - 0.2, likeness, Guid.NewGuid().ToString());

    public ChallengeStep Show(FrameReading reading, byte[]? image = null)
    {
        At += Every;
        Step = _challenge.Admit(++_sequence, SHA256.HashData(image ?? Guid.NewGuid().ToByteArray()), At);
        return Step is ChallengeStep.Going ? Step = _challenge.Read(reading, At) : Step;
    }

    public ChallengeStep Admit(ulong sequence, byte[]? image = null)
    {
        At += Every;
        return Step = _challenge.Admit(sequence, SHA256.HashData(image ?? Guid.NewGuid().ToByteArray()), At);
    }

    public ChallengeStep Wait(TimeSpan by) => Step = _challenge.Tick(At += by);

    /// <summary>Does what is asked, until it is over or that many frames were shown.</summary>
    public Filming Obey(int frames = 100, Func<Turn, FrameReading>? as_ = null)
    {
        for (int i = 0; i < frames && Step is ChallengeStep.Going going; i++) { Show((as_ ?? (t => Face(t)))(going.Ask)); }
        return this;
    }

    /// <summary>Plays a recording, whatever is asked.</summary>
    public Filming Play(IEnumerable<FrameReading> recording)
    {
        foreach (FrameReading frame in recording) { if (Step is ChallengeStep.Going) { Show(frame); } }
        return this;
    }
}
