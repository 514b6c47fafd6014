using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.DoorController.Core.Control;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.State;

/// <summary>
/// What survives a restart: own key, boot count, root fingerprint, key list, registration, command number and modes, time, lease, who is inside an area.
/// One process at a time; every write is on disk before it returns, but that of places and of a time that is only kept.
/// </summary>
internal sealed class StateFolder : IControllerStore, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string PlanSuffix = ".plan";

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly LatestFile _places;
    private readonly LatestFile _time;

    private StateFolder(string folder, FileStream only)
    {
        (_folder, _lock) = (folder, only);
        _places = new LatestFile(content => Write("places", content), () => Save("places", null), refused => Failed(refused));
        _time = new LatestFile(content => Write("time", content), () => Save("time", null), refused => Failed(refused));
    }

    internal const string JournalName = "journal";

    public string JournalPath => Path.Combine(_folder, JournalName);

    /// <exception cref="IOException">Another controller uses the folder, or it cannot be used; the message says which.</exception>
    public static StateFolder Open(string folder)
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        if ((File.GetUnixFileMode(folder) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0)
        {
            throw new IOException($"{folder}: others may look into it or write there; its mode should be 0700.");
        }
        try { return new StateFolder(folder, new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)); }
        catch (IOException busy) { throw new IOException($"{folder}: another controller uses it, or: {busy.Message}", busy); }
    }

    /// <summary>The disk refused what is written behind the controller's back; called once for each such file, on another thread.</summary>
    public Action<Exception> Failed { get; set; } = static _ => { };

    public void Dispose()
    {
        _places.Dispose();
        _time.Dispose();
        _lock.Dispose();
    }

    /// <summary>This controller's own key, made at the first start.</summary>
    public Ed25519PrivateKey LoadKey()
    {
        string path = Path.Combine(_folder, "key");
        byte[] seed = new byte[Ed25519PrivateKey.SeedLength];
        try
        {
            if (Read("key") is { } stored)
            {
                if ((File.GetUnixFileMode(path) & ~OwnerOnly) != 0) { throw new IOException($"{path}: the key's mode must be 0600."); }
                if (stored.Length != seed.Length) { throw new IOException($"{path}: not a key of {seed.Length} bytes."); }
                stored.CopyTo(seed, 0);
                CryptographicOperations.ZeroMemory(stored);
                return Ed25519PrivateKey.FromSeed(seed);
            }
            Ed25519PrivateKey key = Ed25519PrivateKey.Generate();
            key.ExportSeed(seed);
            Write("key", seed);
            return key;
        }
        finally { CryptographicOperations.ZeroMemory(seed); }
    }

    /// <summary>The readers that were met, and their keys.</summary>
    public ReaderStore OpenReaders() => ReaderStore.Open(_folder);

    /// <summary>Counts this start, durably, before anything is signed in it.</summary>
    public ulong NextBootEpoch()
    {
        ulong epoch = Number("epoch") + 1;
        Write("epoch", Text(epoch));
        return epoch;
    }

    public byte[]? LoadRoot() => Read("root") is { } hex ? Convert.FromHexString(System.Text.Encoding.ASCII.GetString(hex)) : null;

    public void SaveRoot(byte[] fingerprint) => Write("root", System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(fingerprint)));

    public byte[]? LoadKeyList() => Read("key-list");

    public void SaveKeyList(byte[] signed) => Write("key-list", signed);

    public bool IsAccepted => Read("accepted") is not null;

    public void SaveAccepted(byte[] signed) => Write("accepted", signed);

    /// <summary>Unix milliseconds of the last signed time; 0 before the first.</summary>
    public long LoadTime() => (long)Number("time");

    public void SaveTime(long wallMs) => _time.ReplaceNow(Text((ulong)wallMs));

    public void KeepTime(long wallMs) => _time.Replace(Text((ulong)wallMs));

    public CommandMemory LoadCommands()
    {
        if (Read("commands") is not { } json) { return CommandMemory.Empty; }
        StoredCommands stored = JsonSerializer.Deserialize(json, StateJson.Default.StoredCommands) ?? throw new IOException("commands: empty");
        return new CommandMemory(stored.LastNumber, stored.Modes.ToDictionary(m => DoorId.Parse(m.Key), m => m.Value));
    }

    public byte[]? LoadLease() => Read("lease");

    /// <summary>An erased lease is overwritten first, as far as the disk does so, and its name is gone when this returns.</summary>
    public void SaveLease(byte[]? packed) => Save("lease", packed);

    public byte[]? LoadPlaces() => Read("places");

    public void SavePlaces(byte[]? packed)
    {
        if (packed is null) { _places.Erase(); }
        else { _places.Replace(packed); }
    }

    public BreakGlassMemory LoadBreakGlass()
    {
        if (Read("break-glass") is not { } json) { return BreakGlassMemory.Empty; }
        StoredBreakGlass stored = JsonSerializer.Deserialize(json, StateJson.Default.StoredBreakGlass) ?? throw new IOException("break-glass: empty");
        return new BreakGlassMemory(stored.Signed, stored.Used, stored.Tries.ToDictionary(t => DoorId.Parse(t.Key), t => t.Value));
    }

    public void SaveBreakGlass(BreakGlassMemory memory) => Write("break-glass", JsonSerializer.SerializeToUtf8Bytes(
        new StoredBreakGlass(memory.Signed, [.. memory.Used], memory.Tries.ToDictionary(t => t.Key.Text, t => t.Value)), StateJson.Default.StoredBreakGlass));

    public bool IsBoxTampered => Read("box-tampered") is not null;

    public void SaveBoxTampered(bool tampered) => Save("box-tampered", tampered ? Text(1) : null);

    public void SaveCommands(CommandMemory memory) => Write("commands", JsonSerializer.SerializeToUtf8Bytes(
        new StoredCommands(memory.LastNumber, memory.Modes.ToDictionary(m => m.Key.Text, m => m.Value)), StateJson.Default.StoredCommands));

    public IReadOnlyList<byte[]> LoadPlans() => [.. Directory.EnumerateFiles(_folder, "*" + PlanSuffix).Select(File.ReadAllBytes)];

    public void SavePlan(DoorId door, byte[] signed) => Write(door.Text + PlanSuffix, signed);

    private ulong Number(string name) => Read(name) is { } text ? ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    private static byte[] Text(ulong number) => System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private void Save(string name, byte[]? content)
    {
        if (content is not null) { Write(name, content); return; }
        if (Read(name) is { } old) { DurableFile.Erase(Path.Combine(_folder, name), old.Length); }
    }

    private byte[]? Read(string name)
    {
        string path = Path.Combine(_folder, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    private void Write(string name, byte[] content) => DurableFile.Replace(Path.Combine(_folder, name), content);
}

internal sealed record StoredCommands(ulong LastNumber, Dictionary<string, DoorMode> Modes);

internal sealed record StoredBreakGlass(byte[]? Signed, string[] Used, Dictionary<string, int> Tries);

[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredCommands))]
[JsonSerializable(typeof(StoredBreakGlass))]
internal sealed partial class StateJson : JsonSerializerContext;
