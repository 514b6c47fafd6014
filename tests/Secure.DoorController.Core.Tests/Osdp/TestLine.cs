using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>A line in simulated time between the real panel and test readers, with a fault injector.</summary>
internal sealed class TestLine
{
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(15);

    private readonly TestReader[] _readers;
    private TimeSpan _now;

    public TestLine(int count = 1, int baud = 9600, bool crc = true, Func<OsdpReaderSettings, OsdpReaderSettings>? with = null, Func<byte, bool>? maySend = null)
    {
        with ??= settings => settings;
        _readers = [.. Enumerable.Range(0, count).Select(i => new TestReader((byte)i))];
        Bus = new OsdpBus(baud, Poll, [.. Enumerable.Range(0, count).Select(i => with(new OsdpReaderSettings((byte)i, crc)))], maySend: maySend);
    }

    public OsdpBus Bus { get; }

    public TestReader Reader => _readers[0];

    public IReadOnlyList<TestReader> Readers => _readers;

    public TimeSpan Now => _now;

    /// <summary>Changes what travels; null loses it. Called for both directions.</summary>
    public Func<byte[], byte[]?> Fault { get; set; } = bytes => bytes;

    /// <summary>What the panel sent, without the mark.</summary>
    public List<(TimeSpan At, byte[] Bytes)> Sent { get; } = [];

    /// <summary>Puts bytes on the line before the reader's own reply.</summary>
    public Func<byte[], byte[]?>? Injects { get; set; }

    public List<OsdpEvent> Events { get; } = [];

    public void Run(TimeSpan span)
    {
        TimeSpan end = _now + span;
        while (_now < end)
        {
            OsdpStep step = Bus.Next(_now);
            if (step.Send.Length > 0) { Exchange(step.Send); }
            else { _now = step.WakeAt > _now ? step.WakeAt : _now + TimeSpan.FromMilliseconds(1); }
            while (Bus.TryTakeEvent(out OsdpEvent? happened)) { Events.Add(happened!); }
        }
    }

    public List<byte[]> Cards => [.. Events.OfType<OsdpEvent.Card>().Select(c => c.Bits.Data)];

    private void Exchange(byte[] command)
    {
        Assert.Equal(0xFF, command[0]);
        Sent.Add((_now, command[1..]));
        if (Injects?.Invoke(command[1..]) is { } injected) { Bus.Received(injected, _now += TimeSpan.FromMilliseconds(5)); }
        if (Fault([.. command]) is not { } heard) { return; }
        foreach (TestReader reader in _readers)
        {
            if (reader.Hear(heard) is not { } reply || Fault([.. reply]) is not { } back) { continue; }
            _now += TimeSpan.FromMilliseconds(12 + reply.Length);
            Bus.Received(back, _now);
        }
    }
}
