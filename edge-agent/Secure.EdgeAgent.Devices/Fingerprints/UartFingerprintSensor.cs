using System.Buffers.Binary;

namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>AS608, R30x and R503 on a UART. After trouble, or a call given up, the line is opened anew at the next call.</summary>
public sealed class UartFingerprintSensor(SensorOptions options, TimeProvider clock) : IFingerprintSensor
{
    private const int ImageTries = 3;
    private const byte FirstBuffer = 1, SecondBuffer = 2;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _one = new(1, 1);
    private SensorLink? _link;
    private SensorParameters? _parameters;
    private int? _doubtfulSlot;

    public Task<SensorParameters> OpenAsync(CancellationToken cancellation) => DoAsync(_ => Task.FromResult(_parameters!), cancellation);

    public Task<byte[]?> CaptureAsync(TimeSpan wait, CancellationToken cancellation) => DoAsync(async link =>
        await FingerAsync(link, wait, cancellation) ? Upload(link, cancellation) : null, cancellation);

    public Task<SensorVerdict> EnrolAsync(int slot, TimeSpan wait, CancellationToken cancellation) => DoAsync(async link =>
    {
        CheckSlot(slot);
        foreach (byte buffer in new[] { FirstBuffer, SecondBuffer })
        {
            if (!await FingerAsync(link, wait, cancellation)) { return SensorVerdict.NoFinger; }
            if (link.Ask(cancellation, SensorCode.ImageToFeatures, buffer)[0] != SensorCode.Ok) { return SensorVerdict.Unclear; }
        }
        return link.Ask(cancellation, SensorCode.MakeModel)[0] switch
        {
            SensorCode.Ok => Store(link, slot, cancellation),
            SensorCode.NotOneFinger => SensorVerdict.TwoFingers,
            _ => SensorVerdict.Unclear,
        };
    }, cancellation);

    public Task<SensorMatch?> SearchAsync(TimeSpan wait, CancellationToken cancellation) => DoAsync(async link =>
    {
        if (!await FingerAsync(link, wait, cancellation) || link.Ask(cancellation, SensorCode.ImageToFeatures, FirstBuffer)[0] != SensorCode.Ok) { return null; }
        return Search(link, cancellation);
    }, cancellation);

    public Task<SensorLibrary> ReadLibraryAsync(CancellationToken cancellation) =>
        DoAsync(link => Task.FromResult(SensorLibraryReader.Read(link, _parameters!, cancellation)), cancellation);

    public Task<byte[]> DigestAsync(int slot, CancellationToken cancellation) => DoAsync(link =>
    {
        CheckSlot(slot);
        return Task.FromResult(SensorLibraryReader.Digest(link, FirstBuffer, slot, cancellation));
    }, cancellation);

    public Task<SensorFinding?> FindAsync(TimeSpan wait, CancellationToken cancellation) => DoAsync(async link =>
    {
        if (_parameters!.SecurityLevel < SensorParameters.SecurityLevelMin) { throw new SensorException(SensorTrouble.Unexpected, $"the sensor is set to security level {_parameters.SecurityLevel}, below {SensorParameters.SecurityLevelMin}"); }
        if (!await FingerAsync(link, wait, cancellation) || link.Ask(cancellation, SensorCode.ImageToFeatures, FirstBuffer)[0] != SensorCode.Ok) { return null; }
        SensorMatch? match = Search(link, cancellation);
        SensorLibrary library = SensorLibraryReader.Read(link, _parameters, cancellation);
        byte[] digest = match is null ? [] : SensorLibraryReader.Digest(link, FirstBuffer, match.Slot, cancellation);
        return new SensorFinding(library, match, digest);
    }, cancellation);

    public Task DeleteAsync(int slot, CancellationToken cancellation) => DoAsync(link =>
    {
        CheckSlot(slot);
        Delete(link, slot, cancellation);
        return Task.FromResult(true);
    }, cancellation);

    public void Dispose()
    {
        _link?.Dispose();
        _one.Dispose();
    }

    private async Task<T> DoAsync<T>(Func<SensorLink, Task<T>> act, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        // The line blocks a thread for moments at a time.
        try { return await Task.Run(async () => await act(_link ??= Greet(cancellation)), cancellation); }
        catch (Exception e) when (e is SensorException or OperationCanceledException)
        {
            _link?.Dispose();
            _link = null;
            throw;
        }
        finally { _one.Release(); }
    }

    private SensorLink Greet(CancellationToken cancellation)
    {
        SensorLink link = new(SerialLine.Open(options.Path, options.Baud), options, clock);
        try
        {
            byte code = link.Ask(cancellation, [SensorCode.VerifyPassword, .. Four(options.Password)])[0];
            if (code != SensorCode.Ok) { throw new SensorException(code == SensorCode.WrongPassword ? SensorTrouble.WrongPassword : SensorTrouble.Unexpected, $"the sensor answers the password with {code:x2}"); }
            _parameters = SensorCode.Parameters(link.Ask(cancellation, SensorCode.ReadParameters));
            if (_doubtfulSlot is { } slot) { Delete(link, slot, cancellation); }
            return link;
        }
        catch { link.Dispose(); throw; }
    }

    private async Task<bool> FingerAsync(SensorLink link, TimeSpan wait, CancellationToken cancellation)
    {
        long begun = clock.GetTimestamp();
        while (true)
        {
            byte code = link.Ask(cancellation, SensorCode.TakeImage)[0];
            if (code == SensorCode.Ok) { return true; }
            if (code is not (SensorCode.NoFinger or SensorCode.ImageFailed)) { throw new SensorException(SensorTrouble.Unexpected, $"the sensor answers a look for a finger with {code:x2}"); }
            if (clock.GetElapsedTime(begun) >= wait) { return false; }
            await Task.Delay(BetweenLooks, clock, cancellation);
        }
    }

    /// <summary>The sensor keeps the picture until the next one, so that a damaged passage can be asked for again.</summary>
    private static byte[] Upload(SensorLink link, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < ImageTries; attempt++)
        {
            byte code = link.Ask(cancellation, SensorCode.UploadImage)[0];
            if (code != SensorCode.Ok) { throw new SensorException(SensorTrouble.Unexpected, $"the sensor gives no picture: {code:x2}"); }
            if (link.Receive(SensorImage.BytesMax, cancellation) is { } nibbles && SensorImage.ToPgm(nibbles) is { } pgm) { return pgm; }
        }
        throw new SensorException(SensorTrouble.Garbled, "the picture came damaged every time");
    }

    // Whether an unanswered store has happened nobody knows: the slot is emptied before anything else is done.
    private SensorVerdict Store(SensorLink link, int slot, CancellationToken cancellation)
    {
        _doubtfulSlot = slot;
        byte code = link.AskOnce(cancellation, [SensorCode.Store, FirstBuffer, .. Two(slot)])[0];
        _doubtfulSlot = null;
        return code == SensorCode.Ok ? SensorVerdict.Done : SensorVerdict.Refused;
    }

    private void Delete(SensorLink link, int slot, CancellationToken cancellation)
    {
        byte code = link.Ask(cancellation, [SensorCode.Delete, .. Two(slot), .. Two(1)])[0];
        if (code != SensorCode.Ok) { throw new SensorException(SensorTrouble.Unexpected, $"the sensor does not empty the slot: {code:x2}"); }
        if (_doubtfulSlot == slot) { _doubtfulSlot = null; }
    }

    private void CheckSlot(int slot)
    {
        if (slot < 0 || slot >= _parameters!.Slots) { throw new ArgumentOutOfRangeException(nameof(slot)); }
    }

    private SensorMatch? Search(SensorLink link, CancellationToken cancellation)
    {
        byte[] answer = link.Ask(cancellation, [SensorCode.Search, FirstBuffer, 0, 0, .. Two(_parameters!.Slots)]);
        // A slot that the sensor cannot have is the wire's doing.
        if (answer is not [SensorCode.Ok, _, _, _, _]) { return null; }
        SensorMatch match = new(BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(1)), BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(3)));
        return match.Slot < _parameters.Slots ? match : null;
    }

    private static byte[] Two(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Four(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
