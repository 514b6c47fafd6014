using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>
/// A line in simulated time on which bytes take their time and readers answer when it suits them: what two say at once is
/// spoilt for everybody. A reader that still has an answer to give hears nothing.
/// </summary>
internal sealed class SharedLine
{
    private static readonly TimeSpan Thinks = TimeSpan.FromMilliseconds(3);

    /// <summary>So many bytes come to the panel at once.</summary>
    private const int PieceLength = 4;

    private readonly TimeSpan _byteTime;
    private readonly List<Answer> _answers = [];
    private readonly Dictionary<byte, TimeSpan> _late = [];

    public SharedLine(int baud, params OsdpReaderSettings[] settings)
    {
        _byteTime = TimeSpan.FromSeconds(10.0 / baud);
        Readers = [.. settings.Select(s => new TestReader(s.Address))];
        Bus = new OsdpBus(baud, TestLine.Poll, settings);
    }

    private sealed class Answer(TestReader by, TimeSpan from, TimeSpan to, byte[] bytes)
    {
        public TestReader By => by;

        private int _given;

        public bool IsSpoilt { get; set; }

        public bool IsOver => _given == bytes.Length;

        public TimeSpan DueAt => from + ((to - from) * Math.Min(_given + PieceLength, bytes.Length) / bytes.Length);

        /// <summary>What has come since the last time.</summary>
        public byte[] Take(TimeSpan now)
        {
            int come = now >= to ? bytes.Length : Math.Max(_given, (int)((now - from) / (to - from) * bytes.Length));
            byte[] piece = bytes[_given..come];
            _given = come;
            return IsSpoilt ? [.. piece.Select(b => (byte)(b ^ 0x5A))] : piece;
        }

        public bool Overlaps(TimeSpan begin, TimeSpan end) => from < end && begin < to;
    }

    public OsdpBus Bus { get; }

    public IReadOnlyList<TestReader> Readers { get; }

    public TimeSpan Now { get; private set; }

    public List<(TimeSpan At, OsdpEvent Event)> Events { get; } = [];

    /// <summary>How often two spoke at once.</summary>
    public int Collisions { get; private set; }

    /// <summary>The reader answers so much later than it could.</summary>
    public void Delay(byte address, TimeSpan by) => _late[address] = by;

    public IReadOnlyList<byte[]> CardsOf(byte address) => [.. Events.Select(e => e.Event).OfType<OsdpEvent.Card>().Where(c => c.Address == address).Select(c => c.Bits.Data)];

    public void Run(TimeSpan span)
    {
        TimeSpan end = Now + span;
        while (Now < end)
        {
            foreach (Answer heard in _answers.Where(a => a.DueAt <= Now).ToList()) { Bus.Received(heard.Take(Now), Now); }
            _answers.RemoveAll(a => a.IsOver);
            OsdpStep step = Bus.Next(Now);
            while (Bus.TryTakeEvent(out OsdpEvent? happened)) { Events.Add((Now, happened!)); }
            if (step.Send.Length > 0) { Say(step.Send); continue; }
            TimeSpan next = _answers.Select(a => a.DueAt).Append(step.WakeAt).Min();
            Now = next > Now ? next : Now + TimeSpan.FromMilliseconds(1);
        }
    }

    private void Say(byte[] command)
    {
        TimeSpan said = Now + (_byteTime * command.Length);
        if (Spoil(Now, said)) { return; }
        foreach (TestReader reader in Readers.Where(r => _answers.All(a => a.By != r)))
        {
            if (reader.Hear(command) is not { } reply) { continue; }
            TimeSpan from = said + Thinks + _late.GetValueOrDefault(reader.Address), to = from + (_byteTime * reply.Length);
            bool collides = Spoil(from, to);
            _answers.Add(new Answer(reader, from, to, reply) { IsSpoilt = collides });
        }
    }

    private bool Spoil(TimeSpan from, TimeSpan to)
    {
        List<Answer> hit = [.. _answers.Where(a => a.Overlaps(from, to))];
        hit.ForEach(a => a.IsSpoilt = true);
        if (hit.Count > 0) { Collisions++; }
        return hit.Count > 0;
    }
}
