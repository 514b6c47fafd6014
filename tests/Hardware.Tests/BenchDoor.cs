namespace Secure.Hardware.Tests;

/// <summary>The lock, the bolt's feedback and the leaf's contact at the far end of the lines: a fail-secure strike.</summary>
internal sealed class BenchDoor : IDisposable
{
    public const int Strike = 0, Feedback = 1, Contact = 2, Rex = 3, Data0 = 4, Data1 = 5;
    public static readonly IReadOnlyList<string> Lines = ["LOCK", "FEEDBACK", "CONTACT", "REX", "DATA0", "DATA1"];

    private readonly CancellationTokenSource _end = new();
    private readonly Thread _bolt;
    private readonly Lock _gate = new();
    private readonly List<(bool Driven, long At)> _moves = [];

    public BenchDoor()
    {
        Chip = SimulatedChip.Make(Lines);
        Open(false);
        (Action<bool> pulse0, Action<bool> pulse1) = (v => Chip.Pull(Data0, v), v => Chip.Pull(Data1, v));
        pulse0(true);
        pulse1(true);
        _bolt = new Thread(FollowLock) { IsBackground = true };
        _bolt.Start();
    }

    public SimulatedChip Chip { get; }

    public bool IsDriven => Chip[Strike];

    /// <summary>Every change of the lock's line since the start, with the timestamp at which it was seen.</summary>
    public IReadOnlyList<(bool Driven, long At)> Moves { get { lock (_gate) { return [.. _moves]; } } }

    /// <summary>The leaf; its contact's line is high while open.</summary>
    public void Open(bool open) => Chip.Pull(Contact, open);

    /// <summary>Pulses of a reader on its two lines, 2 ms apart: an emulated kernel runs together those that come faster.</summary>
    public void Present(string bits)
    {
        foreach (char bit in bits)
        {
            int line = bit == '1' ? Data1 : Data0;
            Chip.Pull(line, false);
            Chip.Pull(line, true);
            long since = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(since).TotalMilliseconds < 2) { Thread.SpinWait(20); }
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _bolt.Join();
        _end.Dispose();
    }

    private void FollowLock()
    {
        bool? last = null;
        do
        {
            bool driven = IsDriven;
            if (driven == last) { continue; }
            lock (_gate) { _moves.Add((driven, TimeProvider.System.GetTimestamp())); }
            Chip.Pull(Feedback, driven);
            last = driven;
        }
        while (!_end.Token.WaitHandle.WaitOne(2));
    }
}
