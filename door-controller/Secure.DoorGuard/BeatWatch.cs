namespace Secure.DoorGuard;

/// <summary>
/// How long the controller may be silent. It writes 'A' at least every 100 ms while any lock line is driven, 'I' when none
/// is and every second while idle.
/// </summary>
internal sealed class BeatWatch(long startNs)
{
    /// <summary>Leaves 200 ms of the 500 ms in which a lock line must be inactive for acting.</summary>
    internal const long ArmedSilenceMaxNs = 300_000_000;

    /// <summary>Four idle beats lost and one more late.</summary>
    internal const long IdleSilenceMaxNs = 5_000_000_000;

    /// <summary>A slow board starts a runtime and opens its journal before the first beat; no line is driven meanwhile.</summary>
    internal const long FirstBeatMaxNs = 30_000_000_000;

    private const byte ArmedBeat = (byte)'A';
    private const byte IdleBeat = (byte)'I';

    /// <summary>A lock line is driven, as far as the controller has said.</summary>
    internal bool Armed { get; private set; }

    internal long LastNs { get; private set; } = startNs;

    /// <summary>When the silence becomes too long, in monotonic nanoseconds.</summary>
    internal long DeadlineNs { get; private set; } = startNs + FirstBeatMaxNs;

    /// <summary>False: one of the bytes is no beat, so that what writes there is not a sound controller.</summary>
    internal bool Take(ReadOnlySpan<byte> beats, long nowNs)
    {
        if (beats.ContainsAnyExcept(ArmedBeat, IdleBeat)) { return false; }
        Armed = beats[^1] == ArmedBeat;
        LastNs = nowNs;
        DeadlineNs = nowNs + (Armed ? ArmedSilenceMaxNs : IdleSilenceMaxNs);
        return true;
    }
}
