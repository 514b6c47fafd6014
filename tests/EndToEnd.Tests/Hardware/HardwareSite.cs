using System.Globalization;
using Grpc.Core;
using Secure.V1;

namespace Secure.EndToEnd.Tests.Hardware;

/// <summary>The demo on this machine, and one box of it in a guest: the published programs on the kernel's GPIO lines and camera.</summary>
public class HardwareSite : IAsyncLifetime
{
    /// <summary>Holds <c>kernel/</c> and <c>pi/</c>, as <c>./secure test hardware</c> made them.</summary>
    private protected static readonly string? Prepared = Environment.GetEnvironmentVariable("SECURE_HARDWARE");

    /// <summary>A quiet machine needs a hundredth of it for most steps.</summary>
    private static readonly TimeSpan StepMax = TimeSpan.FromSeconds(150);

    /// <summary>Past this the machine is too slow, which is nobody's fault. In seconds.</summary>
    private static readonly int WholeMax = int.Parse(Environment.GetEnvironmentVariable("SECURE_HARDWARE_MAX") ?? "600", CultureInfo.InvariantCulture);

    /// <summary>The bench's piece of work takes a quiet machine about 800 ms. One that needs so much longer tells nothing about the product. In ms.</summary>
    private const int SlowMin = 3_000;

    // Facility 1, card 1001, with parity (SIA AC-01).
    private const string Card = "10000000100000011111010010";

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("hardware-").FullName;
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private DemoSite? _demo;
    private Officer? _officer;
    private string? _obstacle;
    private bool _isMade;

    /// <summary>The box has systemd and udev, and keeps what is written on its disk.</summary>
    private protected virtual bool HasSystem => false;

    /// <summary>Bytes of the picture that the agent took for a fitter before it served; empty: none.</summary>
    public byte[] Picture { get; private set; } = [];

    internal Officer Officer => _officer!;

    internal Guest Guest { get; private set; } = null!;

    private protected static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (Prepared is null) { _obstacle = "run it by ./secure test hardware"; return; }
        await MakeDiskAsync();
        HardwareFiles.WriteSurroundings(Folder, Prepared);
        try
        {
            Task<Guest> booting = BootAsync();
            string site = Directory.CreateTempSubdirectory("demo-").FullName;
            await File.WriteAllTextAsync(Path.Combine(site, "site.yaml"), HardwareFiles.Site(), Limit);
            _demo = await DemoSite.StartAsync(site);
            _officer = new Officer(_demo);
            await _officer.SignInAsync(Limit);
            Guest = await booting;
            await EnrolAsync();
        }
        catch (TimeoutException slow) { _obstacle = slow.Message; }
        _isMade = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (Guest is not null) { await Guest.DisposeAsync(); }
        KeepLogs();
        _officer?.Dispose();
        if (_demo is not null) { await _demo.DisposeAsync(); Directory.Delete(_demo.Folder, recursive: true); }
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The guest is on, its leaf closed and its door online and locked; else the test is skipped or fails.</summary>
    public async Task ReadyAsync()
    {
        if (_obstacle is not null) { Skip(_obstacle); }
        await DoAsync("pull 2 down");
        await UntilAsync(async () => await DoorAsync() is { Link: LinkState.Online, Lock: LockState.Locked, Leaf: LeafState.Closed }, "the door is online, locked and closed");
        Tell("the door is online, locked and closed");
    }

    /// <summary>
    /// Presents the card until the lock's line is driven: a grant lives 3 s, and an emulated box may need longer for its first.
    /// One whose pulses a busy machine spread too far, which the box tells, is presented again sooner.
    /// </summary>
    public async Task EnterAsync()
    {
        long presented = 0;
        int misread = 0;
        await UntilAsync(async () =>
        {
            if (Guest.IsUnlocked) { return true; }
            TimeSpan since = TimeProvider.System.GetElapsedTime(presented);
            if (presented != 0 && since.TotalSeconds < (Misread() > misread ? 2 : 8)) { return false; }
            misread = Misread();
            await DoAsync($"card {Card}");
            presented = TimeProvider.System.GetTimestamp();
            return false;
        }, "the card opens the door");
        Tell("the lock's line is driven: the card was let in");
    }

    /// <summary>The power comes back, and with it the programs.</summary>
    public async Task BootAgainAsync()
    {
        await Guest.DisposeAsync();
        try { Guest = await Guest.BootAsync(Prepared!, Folder, HasSystem, Limit); }
        catch (TimeoutException slow) { Skip(slow.Message); }
        if (!HasSystem) { await DoAsync("begin"); }
    }

    /// <summary>What the bench answers; null where it says no.</summary>
    public async Task<string?> AskAsync(string command)
    {
        try { return await Guest.AskAsync(command, Limit) is { Done: true } answer ? answer.Text : null; }
        catch (TimeoutException) { Skip($"the bench did not answer: {command}"); return null; }
    }

    public async Task<string> DoAsync(string command) => await AskAsync(command) ?? throw new InvalidOperationException($"{command}: no\n{Logs()}");

    /// <summary>
    /// Waits. Where the time runs out on a machine that is known to be too slow by then, the test is skipped; else it fails
    /// with what each program said.
    /// </summary>
    public async Task UntilAsync(Func<Task<bool>> happened, string what, TimeSpan? max = null)
    {
        TimeSpan stepMax = max ?? StepMax;
        long began = TimeProvider.System.GetTimestamp();
        while (!await happened())
        {
            if (TimeProvider.System.GetElapsedTime(_began).TotalSeconds > (HasSystem ? 4 : 1) * WholeMax) { Skip($"not done within {(HasSystem ? 4 : 1) * WholeMax} s"); }
            if (TimeProvider.System.GetElapsedTime(began) > stepMax)
            {
                if (int.Parse(await DoAsync("speed"), CultureInfo.InvariantCulture) is var ms and > SlowMin) { Skip($"{ms} ms for what should take 800"); }
                Assert.Fail($"Not within {stepMax.TotalSeconds} s: {what}\n{Logs()}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, Limit);
        }
    }

    /// <summary>Waits until the gateway's log has what the guest's controller told after <paramref name="told"/>.</summary>
    public Task HasToldAsync(string happened, ulong told) =>
        UntilAsync(async () => (await EventsAsync()).Any(e => e.SourceSequence > told && e.Detail("event") == happened), happened);

    /// <summary>Every journal entry of the guest's controller that the gateway has, in its order.</summary>
    public async Task<IReadOnlyList<Entry>> EventsAsync() => [.. (await LogAsync("door.event")).Where(e => e.Text("device") == HardwareFiles.Controller).OrderBy(e => e.SourceSequence)];

    /// <summary>Entries of one kind; none where the gateway is away for the moment.</summary>
    public async Task<IReadOnlyList<Entry>> LogAsync(string kind)
    {
        try { return await Officer.LogAsync(Limit, kind); }
        catch (RpcException) { await Officer.TrySignInAsync(Limit); return []; }
    }

    public async Task<DoorState?> DoorAsync()
    {
        try { return (await Officer.DoorsAsync(Limit)).FirstOrDefault(d => d.Door == HardwareFiles.Door); }
        catch (RpcException) { await Officer.TrySignInAsync(Limit); return null; }
    }

    /// <summary>A line of the run's timeline.</summary>
    public void Tell(string happened) =>
        File.AppendAllText(Path.Combine(Prepared!, "figures"), string.Create(CultureInfo.InvariantCulture, $"  {TimeProvider.System.GetElapsedTime(_began).TotalSeconds,5:0} s  {happened}\n"));

    private void Skip(string reason)
    {
        _obstacle = reason;
        if (!_isMade) { throw new TimeoutException(reason); }
        Assert.Skip($"本机未能运行硬件测试 · the hardware guest did not run here: {reason}");
    }

    /// <summary>While the demo still starts, the fitter looks whether the camera works.</summary>
    private async Task<Guest> BootAsync()
    {
        Guest guest = await Guest.BootAsync(Prepared!, Folder, HasSystem, Limit);
        Tell("the guest is up");
        if (!HasSystem && (await guest.AskAsync("run picture", Limit)).Done) { Picture = await File.ReadAllBytesAsync(Path.Combine(Folder, "picture.jpg"), Limit); }
        return guest;
    }

    /// <summary>
    /// Codes from the administrator, each used once. The agent enrols on this machine and its folder moves into the box: a
    /// first call from an emulated one, which compiles every method for it, outlasts the 10 s that it waits for its answer.
    /// </summary>
    private async Task EnrolAsync()
    {
        HardwareFiles.WriteBox(Folder, _demo!.Port, HasSystem);
        string release = Path.Combine(Prepared!, "pi", "release", "edge-agent", "Secure.EdgeAgent.dll");
        CommandResult enrolled = await Command.RunAsync(["dotnet", release, Path.Combine(Folder, "enrol.json"), "enroll"], input: await CodeAsync(HardwareFiles.Agent, "agent"));
        Assert.True(enrolled.ExitCode == 0, enrolled.All);
        string code = Path.Combine(Folder, "controller.code");
        await File.WriteAllTextAsync(code, await CodeAsync(HardwareFiles.Controller, "controller"), Limit);
        await BeginAsync();
        int spent = 0;
        await UntilAsync(async () =>
        {
            string log = DoorLog();
            // A code whose answer came too late is spent all the same: the fitter asks for another.
            if (log.Split("the enrolment code is not valid").Length - 1 > spent)
            {
                spent++;
                await File.WriteAllTextAsync(code, await CodeAsync(HardwareFiles.Controller, "controller"), Limit);
                await AskAsync(HasSystem ? "enrol" : "run pkill -f secure-door-guard.dll");
            }
            return log.Contains("D011", StringComparison.Ordinal);
        }, "the controller enrols");
        Tell("the controller is enrolled");
    }

    /// <summary>The programs of the box start, enrolled as far as a fitter does that.</summary>
    private protected virtual async Task BeginAsync()
    {
        await DoAsync("adopt");
        await DoAsync("begin");
    }

    private int Misread() => DoorLog().Split("D010").Length - 1;

    private string DoorLog() => Path.Combine(Folder, "door.log") is var said && File.Exists(said) ? File.ReadAllText(said) : "";

    private async Task<string> CodeAsync(string device, string kind)
    {
        CommandResult code = await _demo!.CtlAsync("--as", "admin", "code", device, kind);
        Assert.True(code.ExitCode == 0, code.All);
        return code.Output;
    }

    private async Task MakeDiskAsync()
    {
        string disk = Path.Combine(Folder, "disk");
        await using (FileStream file = File.Create(disk)) { file.SetLength(HasSystem ? 2L << 30 : 64 << 20); }
        CommandResult made = await Command.RunAsync(["/usr/sbin/mke2fs", "-q", "-F", "-t", "ext4", disk]);
        Assert.True(made.ExitCode == 0, made.All);
    }

    /// <summary>Of the last run, for whoever looks into it.</summary>
    private void KeepLogs()
    {
        if (Prepared is null) { return; }
        string last = Directory.CreateDirectory(Path.Combine(Prepared, "last")).FullName;
        foreach (string file in Directory.EnumerateFiles(Folder).Where(f => Path.GetFileName(f) is "console" or "moves" or "signs" or "picture.jpg" || f.EndsWith(".log", StringComparison.Ordinal))) { File.Copy(file, Path.Combine(last, Path.GetFileName(file)), overwrite: true); }
    }

    private string Logs() => Guest.Printed + string.Join('\n', Directory.EnumerateFiles(Folder, "*.log").Select(f => $"--- {Path.GetFileName(f)}\n{string.Join('\n', File.ReadLines(f).TakeLast(60))}")) + "\n" + _demo!.Logs();
}
