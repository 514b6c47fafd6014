using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Wiegand;

/// <summary>What came of a train of pulses.</summary>
public abstract record WiegandReading
{
    private WiegandReading() { }

    public sealed record Card(CardBits Bits) : WiegandReading;

    /// <summary>A number of pulses that no card here has, a wrong parity, or pulses no reader makes.</summary>
    public sealed record Noise(string Why) : WiegandReading;
}

/// <summary>
/// Puts the pulses of a Wiegand reader together (SIA AC-01, access control standard protocol for the 26-bit Wiegand
/// reader interface: pulses of 20 to 100 µs, 200 µs to 20 ms apart). Nothing on these two wires is secret or signed:
/// whoever reaches them can be any card, which is why OSDP is the reader of choice.
/// </summary>
public sealed class WiegandDecoder
{
    public const int BitsMin = 4;
    public const int BitsMax = 128;

    /// <summary>A card has ended once no bit came for this long: more than the longest pause within one.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(25);

    /// <summary>Shorter than this from one fall to the next is ringing or crosstalk: the whole train is not to be trusted.</summary>
    public static readonly TimeSpan Closest = TimeSpan.FromMicroseconds(100);

    private readonly IReadOnlySet<int> _lengths;
    private readonly bool[] _bits = new bool[BitsMax];
    private int _count;
    private TimeSpan _last;
    private string? _spoilt;

    /// <param name="lengths">How many bits a card may have.</param>
    public WiegandDecoder(IReadOnlySet<int> lengths) => _lengths = lengths;

    /// <summary>The lengths in common use.</summary>
    public static IReadOnlySet<int> Usual { get; } = new HashSet<int> { 26, 34, 37 };

    /// <summary>When <see cref="End"/> is due; null between cards.</summary>
    public TimeSpan? EndsAt => _count > 0 || _spoilt is not null ? _last + Gap : null;

    /// <summary>One pulse.</summary>
    /// <param name="one">On the line for ones.</param>
    /// <param name="at">When the line fell; never before the last one.</param>
    /// <returns>What the pulses before it were, if it came after a gap.</returns>
    public WiegandReading? Pulse(bool one, TimeSpan at)
    {
        WiegandReading? before = End(at);
        if (EndsAt is not null && at - _last < Closest) { _spoilt = "pulses too close together"; }
        if (_count == BitsMax) { _spoilt = "too many pulses"; }
        else { _bits[_count++] = one; }
        _last = at;
        return before;
    }

    /// <summary>Pulses were lost before they came here.</summary>
    public void Lost() => _spoilt = "pulses were lost";

    /// <summary>What the pulses were, if the gap after them is over.</summary>
    public WiegandReading? End(TimeSpan now)
    {
        if (EndsAt is not { } end || now < end) { return null; }
        WiegandReading reading = _spoilt is { } why ? new WiegandReading.Noise(why) : Read();
        Array.Clear(_bits);
        (_count, _spoilt) = (0, null);
        return reading;
    }

    private WiegandReading Read()
    {
        if (!_lengths.Contains(_count)) { return new WiegandReading.Noise($"{_count} bits"); }
        ReadOnlySpan<bool> bits = _bits.AsSpan(0, _count);
        return HasParity(bits) ? new WiegandReading.Card(CardBits.Of(bits)) : new WiegandReading.Noise("wrong parity");
    }

    /// <summary>
    /// 26 bits (SIA AC-01) and 34 bits: even parity over the first half in the first bit, odd over the second in the last.
    /// 37 bits (H10304): the same over 19 bits each, the middle one counting twice. Other lengths have no known parity.
    /// </summary>
    private static bool HasParity(ReadOnlySpan<bool> bits) => bits.Length switch
    {
        26 or 34 => Ones(bits[..(bits.Length / 2)]) % 2 == 0 && Ones(bits[(bits.Length / 2)..]) % 2 == 1,
        37 => Ones(bits[..19]) % 2 == 0 && Ones(bits[18..]) % 2 == 1,
        _ => true,
    };

    private static int Ones(ReadOnlySpan<bool> bits)
    {
        int ones = 0;
        foreach (bool bit in bits) { ones += bit ? 1 : 0; }
        return ones;
    }
}
