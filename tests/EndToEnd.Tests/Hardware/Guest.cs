using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests.Hardware;

/// <summary>What the bench said: whether it did it, and what came of it.</summary>
internal sealed record BenchAnswer(bool Done, string Text);

/// <summary>The guest from power-on to power-off, and its bench: the far end of the door's wires.</summary>
internal sealed class Guest : IAsyncDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan BootMax = TimeSpan.FromSeconds(300);

    private readonly string _folder;
    private readonly Process _machine;
    private readonly EventHandler _end;
    private StreamReader? _from;
    private StreamWriter? _to;

    private Guest(string folder, Process machine)
    {
        (_folder, _machine) = (folder, machine);
        _end = (_, _) => CutPower();
        AppDomain.CurrentDomain.ProcessExit += _end;
    }

    private string Console => Path.Combine(_folder, "console");

    private string Moves => Path.Combine(_folder, "moves");

    public bool IsOn => !_machine.HasExited;

    /// <summary>What the guest's kernel and the bench printed since power-on.</summary>
    public string Printed => Read(Console);

    /// <summary>Every level of the lock's line since power-on, as the bolt felt it.</summary>
    public IReadOnlyList<bool> LockLine => [.. Moved().Select(m => m.Driven)];

    /// <summary>How long the lock's line was driven last, by the guest's own clock; null while it is, and where it never was.</summary>
    public TimeSpan? LastDriven => Moved() is [.., (true, var from), (false, var until)] ? until - from : null;

    /// <summary>What lamps and buzzer showed since power-on, newest last: levels of green, red and buzzer, as <c>010</c>.</summary>
    public IReadOnlyList<string> Signs => [.. Read(Path.Combine(_folder, "signs")).Split('\n').Where(l => l.Contains(' ', StringComparison.Ordinal)).Select(l => l.Split(' ')[1])];

    public bool IsUnlocked => LockLine is [.., true];

    /// <param name="prepared">The kernel's folder, as <c>./secure test hardware</c> made it.</param>
    /// <param name="folder">The guest's own: its disk, and what it shares with this machine.</param>
    /// <param name="system">A box with systemd and udev, from the folder that <c>./secure test system</c> made.</param>
    /// <exception cref="TimeoutException">This machine cannot run it, or not in time.</exception>
    public static async Task<Guest> BootAsync(string prepared, string folder, bool system, CancellationToken cancellation)
    {
        foreach (string old in new[] { "bench", "moves", "signs", "console" }) { File.Delete(Path.Combine(folder, old)); }
        Guest guest = new(folder, Process.Start("bash", [Path.Combine(Checkout.Root, ".config", "secure", "hardware", "boot"), Path.Combine(prepared, "kernel"), folder, .. system ? new[] { Path.Combine(prepared, "system") } : []]));
        try
        {
            await guest.UntilUpAsync(cancellation);
            return guest;
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    /// <summary>One command to the bench.</summary>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public async Task<BenchAnswer> AskAsync(string command, CancellationToken cancellation)
    {
        await _to!.WriteAsync((command + "\n").AsMemory(), cancellation);
        await _to.FlushAsync(cancellation);
        string line = await _from!.ReadLineAsync(cancellation).AsTask().WaitAsync(AnswerMax, TimeProvider.System, cancellation) ?? throw new IOException("The guest is gone.");
        return new BenchAnswer(line.StartsWith("ok", StringComparison.Ordinal), line.Length > 3 ? line[3..].Trim() : "");
    }

    /// <summary>Not asked, not warned: as when somebody pulls the plug.</summary>
    public void CutPower()
    {
        if (IsOn) { _machine.Kill(); }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _end;
        CutPower();
        await _machine.WaitForExitAsync();
        _from?.Dispose();
        _machine.Dispose();
    }

    private async Task UntilUpAsync(CancellationToken cancellation)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!Printed.Contains("bench is up", StringComparison.Ordinal))
        {
            if (!IsOn) { throw new TimeoutException("the guest ended while it booted"); }
            if (TimeProvider.System.GetElapsedTime(began) > BootMax) { throw new TimeoutException($"the guest did not boot within {BootMax.TotalSeconds} s"); }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_folder, "bench")), cancellation);
        NetworkStream stream = new(socket, ownsSocket: true);
        (_from, _to) = (new StreamReader(stream), new StreamWriter(stream));
    }

    private List<(bool Driven, TimeSpan At)> Moved() => [.. Read(Moves).Split('\n').Select(l => l.Split(' ')).Where(w => w.Length == 2 && w[1].Length > 0)
        .Select(w => (w[1] == "1", TimeSpan.FromSeconds(double.Parse(w[0], CultureInfo.InvariantCulture))))];

    private static string Read(string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(stream);
            return reader.ReadToEnd();
        }
        catch (IOException) { return ""; }
    }
}
