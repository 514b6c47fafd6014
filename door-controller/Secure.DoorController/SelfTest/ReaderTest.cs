using System.Collections.Concurrent;
using System.ComponentModel;
using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Serial;
using Secure.DoorController.State;

namespace Secure.DoorController.SelfTest;

/// <summary>
/// Whether every reader answers: asked by the panel's own code, with the keys that the controller keeps, and handed none. A
/// Wiegand reader says nothing until a card comes.
/// </summary>
internal sealed class ReaderTest(ControllerFile file, TextWriter output, TimeProvider clock) : IDisposable
{
    /// <summary>A reader that is there is online well before; of one that is not the panel says why after <see cref="OsdpBus.OfflineAfter"/>.</summary>
    private static readonly TimeSpan WaitMax = OsdpBus.OfflineAfter + TimeSpan.FromSeconds(4);

    private ReaderStore? _store;

    /// <returns>True: all is well.</returns>
    public bool Run()
    {
        bool allWell = file.Buses.Length == 0 || Keys();
        foreach (BusEntry bus in allWell ? file.Buses : []) { allWell &= Bus(bus); }
        foreach (WiegandEntry reader in file.Wiegand ?? []) { output.WriteLine($"· 请在读卡器 {reader.Id} 刷卡后查看日志 · present a card at {reader.Id} once the service runs, and look at its log"); }
        return allWell;
    }

    public void Dispose() => _store?.Dispose();

    /// <summary>A box that has never run has no keys yet. Ones that cannot be read are not done without: the readers would be taken for others.</summary>
    private bool Keys()
    {
        if (!File.Exists(Path.Combine(file.StateFolder, "key")) && !File.Exists(Path.Combine(file.StateFolder, "readers"))) { return true; }
        try
        {
            _store = ReaderStore.Open(file.StateFolder);
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException) { return Say(false, $"读卡器密钥 · the readers' keys: {unreadable.Message}"); }
    }

    private bool Bus(BusEntry entry)
    {
        string line = $"读卡器线路 · reader line {entry.Line}, {entry.Baud} baud";
        try { SerialLine.Open(entry.Line, entry.Baud).Dispose(); }
        catch (Win32Exception closed) { return Say(false, $"{line}: {closed.Message}"); }
        bool allWell = Say(true, line);
        ConcurrentDictionary<byte, OsdpEvent> last = Ask(entry);
        foreach (ReaderEntry reader in entry.Readers) { allWell &= Tell(reader, last.GetValueOrDefault((byte)reader.Address)); }
        return allWell;
    }

    /// <returns>By address: whether a reader is online, or why it is not.</returns>
    private ConcurrentDictionary<byte, OsdpEvent> Ask(BusEntry entry)
    {
        ConcurrentDictionary<byte, OsdpEvent> last = [];
        using ManualResetEventSlim all = new();
        void Take(OsdpEvent happened)
        {
            if (happened is OsdpEvent.Online or OsdpEvent.Offline) { last[happened.Address] = happened; }
            if (last.Values.Count(e => e is OsdpEvent.Online) == entry.Readers.Length) { all.Set(); }
        }
        OsdpBus bus = new(entry.Baud, TimeSpan.FromMilliseconds(entry.PollMs), [.. entry.Readers.Select(Settings)], maySend: static _ => false);
        using BusThread asking = new(entry.Line, entry.Baud, bus, clock, Take, static _ => { });
        asking.Start();
        all.Wait(WaitMax);
        return last;
    }

    private OsdpReaderSettings Settings(ReaderEntry reader) => _store is { } store
        ? store.Settings(reader)
        : new OsdpReaderSettings((byte)reader.Address, reader.Crc) { SecureRequired = reader.Secure == LinePolicy.Required };

    private bool Tell(ReaderEntry reader, OsdpEvent? last)
    {
        string who = $"读卡器 · reader {reader.Id}（地址 · address {reader.Address}）";
        return last switch
        {
            OsdpEvent.Online(_, var what, true, _) => Say(true, $"{who}: 在线，安全通道 · online in the secure channel（{what.Vendor:X6}, {what.Serial}）"),
            OsdpEvent.Online(_, var what, false, _) => Say(true, $"{who}: 在线，明文，窃听线路者可读卡号 · online in plain text: whoever taps the line reads the cards（{what.Vendor:X6}, {what.Serial}）"),
            OsdpEvent.Offline(_, var why) => Say(false, $"{who}: {Words(why)}"),
            _ => Say(false, $"{who}: 未上线 · does not come online"),
        };
    }

    private static string Words(OfflineReason reason) => reason switch
    {
        OfflineReason.Silent => "没有应答：断线、没电，或地址、波特率不对 · no answer: a cut cable, no power, another address or speed",
        OfflineReason.Garbled => "应答无法读取：干扰、波特率不对、地址重复或 A、B 接反 · answers that cannot be read: noise, a wrong speed, one address twice, or A and B exchanged",
        OfflineReason.Busy => "一直称忙 · says that it is busy, and nothing else",
        OfflineReason.WrongKey => "不持有本控制器的密钥 · does not hold this controller's key",
        OfflineReason.SecureRefused => "拒绝安全通道 · refuses the secure channel",
        OfflineReason.NoKey => "须有密钥而尚未发放 · must have a key, and has got none yet (install-readers)",
        OfflineReason.Swapped => "换了另一台读卡器 · another reader answers in its place",
    };

    private bool Say(bool well, string what)
    {
        output.WriteLine($"{(well ? "✓" : "✗")} {what}");
        return well;
    }
}
