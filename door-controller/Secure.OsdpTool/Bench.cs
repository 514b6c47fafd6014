using System.Collections.Concurrent;
using System.ComponentModel;
using System.Net.Sockets;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Serial;
using Secure.OsdpTool.Lines;

namespace Secure.OsdpTool;

/// <summary>Attaches the panel to a line and prints what happens, until stopped.</summary>
internal sealed class Bench(Options options, OsdpKey? key, KnownReaders known, Report report, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>How long an order waits for the reader: one piped in at the start, or typed right after a new key, meets it not yet online.</summary>
    private static readonly TimeSpan OrderWaitMax = TimeSpan.FromMinutes(1);

    private readonly OsdpBus _bus = new(options.Baud, Poll, [new OsdpReaderSettings(options.Address, !options.Checksum) { Key = key, IsBench = true }]);
    private readonly ConcurrentQueue<(string Text, TimeSpan At)> _typed = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly SocketSource? _sockets = options.Socket is { } path ? new SocketSource(path, () => report.Say(Words.Offers)) : null;
    private byte _address = options.Address;
    private int _baud = options.Baud;
    private ReaderIdentity? _reader;
    private int _exit;

    /// <summary>From any thread: a line of standard input.</summary>
    public void Typed(string line) => _typed.Enqueue((line, Now));

    public void Stop() => _stop.Set();

    /// <summary>A socket may come later than the tool, and come again; a tty must be there at the start.</summary>
    /// <returns>0 when stopped, 1 when the tty cannot be opened, 3 when the reader is refused.</returns>
    public int Run()
    {
        bool opened = _sockets is not null, said = false;
        while (!_stop.IsSet)
        {
            try
            {
                using ILine line = Open();
                (opened, said) = (true, true);
                int baud = _baud;
                Talk(line);
                if (_stop.IsSet || baud != _baud) { continue; }
                _bus.LineLost();
                report.Offline(_address, "line_lost");
            }
            catch (Exception missing) when (missing is Win32Exception or SocketException)
            {
                if (!said) { report.Say($"{options.Line}: {(_sockets is null ? missing.Message : Words.NoSocket)}"); }
                if (!opened) { return 1; }
                if (!said) { report.Offline(_address, "no_line"); }
                said = true;
            }
            ObeyTyped();
            _stop.Wait(Retry);
        }
        return _exit;
    }

    public void Dispose()
    {
        _bus.Dispose();
        _stop.Dispose();
        _sockets?.Dispose();
    }

    private ILine Open() => _sockets is { } sockets ? sockets.Open() : new TtyLine(SerialLine.Open(options.Line, _baud));

    private void Talk(ILine line)
    {
        int baud = _baud;
        Span<byte> buffer = stackalloc byte[512];
        while (!_stop.IsSet && baud == _baud)
        {
            int count = line.Read(buffer);
            if (count < 0) { return; }
            _bus.Received(buffer[..count], Now);
            ObeyTyped();
            OsdpStep step = _bus.Next(Now);
            Tell();
            if (_stop.IsSet || (step.Send.Length > 0 && !line.TryWrite(step.Send))) { return; }
            TimeSpan wait = step.WakeAt - Now;
            line.Wait(wait < WaitMax ? wait : WaitMax);
        }
    }

    private void Tell()
    {
        while (_bus.TryTakeEvent(out OsdpEvent? happened))
        {
            if (happened is OsdpEvent.Online online) { _reader = online.Identity; }
            // A socket has no speed, and a tty not every one: it stays as it is.
            if (happened is OsdpEvent.Moved moved) { (_address, _baud) = (moved.NewAddress, _sockets is null && Options.Bauds.Contains(moved.Baud) ? moved.Baud : _baud); }
            report.Tell(happened!);
            if (options.Install && _reader is { } reader && known.Has(reader)) { Refuse(); return; }
        }
    }

    private void Refuse()
    {
        report.Say(Words.KnownReader);
        _exit = Words.RefusedExit;
        _stop.Set();
    }

    /// <summary>One order after the other, each when the one before it has been answered.</summary>
    private void ObeyTyped()
    {
        while (!_stop.IsSet && _typed.TryPeek(out (string Text, TimeSpan At) typed))
        {
            Order? order = Order.Of(typed.Text);
            bool isReady = order is null || (_bus.IsOnline(_address) && !_bus.HasWaiting(_address));
            bool isLate = Now - typed.At > OrderWaitMax;
            if (!isReady && !isLate && !(order is Order.Quit && !_bus.IsOnline(_address))) { return; }
            _typed.TryDequeue(out _);
            Obey(order, typed.Text);
        }
    }

    private void Obey(Order? order, string typed)
    {
        switch (order)
        {
            case Order.Commands(var commands):
                if (commands.Any(c => !_bus.Enqueue(_address, c))) { report.Say(Words.NotOnline); }
                report.AskedForStatus |= commands.Contains(OsdpCommand.LocalStatus);
                report.AskedForHeads |= commands.Contains(OsdpCommand.ReaderStatus);
                break;
            case Order.NewKey(var fresh):
                SetKey(fresh);
                break;
            case Order.Move(var address, var baud):
                if (!_bus.Move(_address, address, baud)) { report.Say(Words.NotOnline); }
                break;
            case Order.SendFile(var path, var type):
                Send(path, type);
                break;
            case Order.Quit:
                _stop.Set();
                break;
            case null when typed.Trim().Length > 0:
                report.Say(Words.Orders);
                break;
        }
    }

    private void Send(string path, byte type)
    {
        const int longest = 16 << 20;
        try
        {
            byte[] content = new FileInfo(path) is { Length: > 0 and <= longest } ? File.ReadAllBytes(path) : [];
            report.Say(content.Length == 0 ? Words.NoFile : _bus.SendFile(_address, type, content) ? Words.FileBegins : Words.NotOnline);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException) { report.Say(Words.NoFile); }
    }

    private void SetKey(OsdpKey fresh)
    {
        if (known.HasLine(options.Line) || _reader is null || known.Has(_reader)) { report.Say(_reader is null ? Words.NotOnline : Words.KnownReader); }
        else
        {
            report.Say(Words.LineIsHeard);
            if (fresh.IsWeak) { report.Say(Words.WeakKey); }
            if (!_bus.SetKey(_address, fresh)) { report.Say(Words.NeedsChannel); }
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(0, clock.GetTimestamp());
}
