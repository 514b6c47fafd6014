using Secure.DoorController.Core.Osdp;
using Secure.DoorTwin.Line;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests.Joint;

/// <summary>The real panel and reader twins, which share no code, on one line in simulated time at the line's own speed.</summary>
internal sealed class JointLine
{
    internal static readonly byte[] KeyBytes = Convert.FromHexString("6E3E1D0C5B8A79F2C4D1A0936857EE41");
    internal static readonly byte[] OtherKeyBytes = Convert.FromHexString("9C41E7D25B0836AF71D8C4039E62BD15");

    private readonly SteppedTime _time = new();
    private readonly List<byte> _toPanel = [];
    private int _panelBaud;

    /// <param name="panelKey">What the panel holds for every reader; null: none.</param>
    /// <param name="readerKey">What every reader holds; null: it is in install mode.</param>
    internal JointLine(byte[]? panelKey, byte[]? readerKey, int count = 1, int baud = 9600, bool crc = true, bool secureRequired = true)
    {
        _panelBaud = baud;
        Readers = [.. Enumerable.Range(0, count).Select(i => new Reader(new ReaderState((byte)i, baud, 0x1000u + (uint)i, readerKey), () => _time.Agenda.NowNs, _ => { }))];
        Wire = new Wire(_time.Agenda, baud, Readers, bytes => _toPanel.AddRange(bytes)) { PanelBaud = () => _panelBaud };
        Wire.Exchanged += (command, _) => Commands.Add(command);
        Panel = new OsdpBus(baud, TimeSpan.FromMilliseconds(15), [.. Readers.Select(r => new OsdpReaderSettings(r.Address, crc)
        {
            Key = panelKey is null ? null : OsdpKey.FromBytes(panelKey),
            SecureRequired = secureRequired,
        })]);
    }

    internal OsdpBus Panel { get; }

    internal Wire Wire { get; }

    internal IReadOnlyList<Reader> Readers { get; }

    internal Reader Reader => Readers[0];

    /// <summary>Every command that reached a reader.</summary>
    internal List<Frame> Commands { get; } = [];

    internal List<OsdpEvent> Events { get; } = [];

    internal TimeSpan Now => TimeSpan.FromTicks(_time.Agenda.NowNs / 100);

    /// <summary>Card numbers, in the order in which the panel told them.</summary>
    internal IEnumerable<int> Cards(byte address = 0) =>
        Events.OfType<OsdpEvent.Card>().Where(c => c.Address == address).Select(c => (c.Bits.Data[1] << 8 | c.Bits.Data[2]) << 1 & 0xFFFF | c.Bits.Data[3] >> 7);

    /// <summary>Two ends that hold one key, after their first session.</summary>
    internal static JointLine Keyed(int count = 1, int baud = 9600, bool crc = true)
    {
        JointLine line = new(KeyBytes, KeyBytes, count, baud, crc);
        line.RunUntil(() => line.Readers.All(r => line.Panel.IsSecure(r.Address)), TimeSpan.FromSeconds(5));
        line.Run(TimeSpan.FromSeconds(1));
        return line;
    }

    internal void Present(int number, int reader = 0)
    {
        Assert.True(CardRead.TryParse($"{number}", 1, out CardRead? card));
        Assert.True(Readers[reader].TryPresent(card!));
    }

    internal void Run(TimeSpan span) => RunUntil(() => false, span);

    /// <summary>How long it took; the whole of <paramref name="max"/> when it never was so.</summary>
    internal TimeSpan RunUntil(Func<bool> isSo, TimeSpan max)
    {
        TimeSpan begin = Now, end = Now + max;
        while (Now < end && !isSo()) { Turn(end); }
        return Now - begin;
    }

    /// <summary>True when no key, no card and no question ever went over the line in the clear, and no challenge under the default key.</summary>
    internal bool StayedSecret => Commands.All(c => !c.IsSound || !c.IsWhole || Keeps(c));

    internal bool Attacked => Events.OfType<OsdpEvent.Attack>().Any();

    private static bool Keeps(Frame command) => command.BlockType switch
    {
        BlockType.None => (Command)command.Code is Command.Id or Command.Capabilities,
        BlockType.Challenge or BlockType.PanelCryptogram => command.Block[2] == 1,
        _ => (Command)command.Code != Command.KeySet || command.BlockType == BlockType.CommandSealed,
    };

    private void Turn(TimeSpan end)
    {
        if (_toPanel.Count > 0)
        {
            Panel.Received([.. _toPanel], Now);
            _toPanel.Clear();
        }
        OsdpStep step = Panel.Next(Now);
        Drain();
        if (step.Send.Length > 0) { Wire.Receive(step.Send); }
        TimeSpan wake = step.WakeAt < end ? step.WakeAt : end;
        long ns = Math.Min((long)(wake - Now).TotalNanoseconds, _time.Agenda.UntilNextNs ?? long.MaxValue);
        _time.Step(Math.Max(100, ns));
    }

    private void Drain()
    {
        while (Panel.TryTakeEvent(out OsdpEvent? happened))
        {
            Events.Add(happened!);
            if (happened is OsdpEvent.Moved moved) { _panelBaud = moved.Baud; }
        }
    }
}
