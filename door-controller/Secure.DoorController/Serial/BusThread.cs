using System.Collections.Concurrent;
using System.ComponentModel;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Native;

namespace Secure.DoorController.Serial;

/// <summary>Moves the bytes between one line and the panel, on a thread of its own. A lost device is sought again every second.</summary>
internal sealed class BusThread : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly int _baud;
    private readonly OsdpBus _bus;
    private readonly TimeProvider _clock;
    private readonly Action<OsdpEvent> _happened;
    private readonly Action<string> _log;
    private readonly ConcurrentQueue<Action<OsdpBus, TimeSpan>> _posted = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <param name="happened">Called on the line's thread.</param>
    /// <param name="log">Called on the line's thread, once per trouble.</param>
    public BusThread(string path, int baud, OsdpBus bus, TimeProvider clock, Action<OsdpEvent> happened, Action<string> log)
    {
        (_path, _baud, _bus, _clock, _happened, _log) = (path, baud, bus, clock, happened, log);
        _thread = new Thread(Run) { IsBackground = true, Name = "bus" };
    }

    public void Start() => _thread.Start();

    /// <summary>From any thread.</summary>
    public void Enqueue(byte address, OsdpCommand command) => _posted.Enqueue((bus, _) => bus.Enqueue(address, command));

    /// <summary>How a reader's line does: from any thread.</summary>
    public LineFigures? FiguresOf(byte address) => _bus.FiguresOf(address);

    /// <summary>Opens a reader's install window: from any thread.</summary>
    public void OpenInstallWindow(byte address, OsdpKey key, TimeSpan length) => _posted.Enqueue((bus, now) => bus.OpenInstallWindow(address, key, now + length));

    /// <summary>Forgets the keys of all readers on the line: from any thread.</summary>
    public void ForgetKeys() => _posted.Enqueue((bus, _) => bus.ForgetKeys());

    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive) { _thread.Join(); }
        _stop.Dispose();
        _bus.Dispose();
    }

    private void Run()
    {
        Urgency.RaiseToRealTime();
        bool said = false;
        while (!_stop.IsSet)
        {
            try
            {
                using SerialLine line = SerialLine.Open(_path, _baud);
                said = false;
                Talk(line);
                if (!_stop.IsSet) { _log($"{_path}: the device is gone"); }
            }
            catch (Win32Exception missing)
            {
                if (!said) { _log(missing.Message); }
                said = true;
            }
            Idle();
        }
    }

    private void Talk(SerialLine line)
    {
        Span<byte> buffer = stackalloc byte[512];
        while (!_stop.IsSet)
        {
            int count = line.Read(buffer);
            if (count < 0) { return; }
            _bus.Received(buffer[..count], Now);
            while (_posted.TryDequeue(out Action<OsdpBus, TimeSpan>? work)) { work(_bus, Now); }
            OsdpStep step = _bus.Next(Now);
            Tell();
            if (step.Send.Length > 0 && !line.TryWrite(step.Send)) { return; }
            line.Wait(step.WakeAt - Now);
        }
    }

    /// <summary>Without a device time still passes for the readers: they go offline.</summary>
    private void Idle()
    {
        _bus.Next(Now);
        Tell();
        _stop.Wait(Retry);
    }

    private void Tell()
    {
        while (_bus.TryTakeEvent(out OsdpEvent? happened)) { _happened(happened!); }
    }

    private TimeSpan Now => _clock.GetElapsedTime(0, _clock.GetTimestamp());
}
