using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Wiegand;
using Secure.DoorController.Pins.Gpio;
using Secure.Vocabulary;

namespace Secure.DoorController.Hosting;

/// <summary>All Wiegand readers: their cards take the same way as those of other readers.</summary>
internal sealed class WiegandDesk : IDisposable
{
    private readonly List<WiegandThread> _readers = [];
    private readonly Loop _loop;
    private readonly ControllerLog _log;

    /// <param name="plan">Null without GPIO; then there are no such readers.</param>
    public WiegandDesk(IEnumerable<WiegandEntry> readers, GpioPlan? plan, Loop loop, ControllerLog log, TimeProvider clock)
    {
        (_loop, _log) = (loop, log);
        foreach (WiegandEntry entry in readers.Where(_ => plan is not null))
        {
            ReaderId id = ReaderId.Parse(entry.Id);
            _readers.Add(new WiegandThread(
                () => plan!.Take([plan.Pulse(entry.Data0), plan.Pulse(entry.Data1)]),
                entry.Bits?.ToHashSet() ?? WiegandDecoder.Usual, clock, reading => Tell(id, reading), trouble => log.Reader(id.Text, trouble)));
        }
    }

    public void Start() => _readers.ForEach(reader => reader.Start());

    public void Dispose() => _readers.ForEach(reader => reader.Dispose());

    private void Tell(ReaderId reader, WiegandReading reading)
    {
        switch (reading)
        {
            case WiegandReading.Card(var bits): _loop.Post(controller => controller.CardPresented(reader, bits)); break;
            case WiegandReading.Noise(var why): _log.Reader(reader.Text, why); break;
            default: throw new ArgumentException("No such reading.", nameof(reading));
        }
    }
}
