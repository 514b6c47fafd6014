using Secure.DoorController.Core.Wiegand;
using Secure.TestKit;

namespace Secure.DoorController.Core.Tests.Wiegand;

public class WiegandDecoderTests
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(2);

    // Facility 1, card 1001: 0 00000001 0000001111101001 0 with both parities set right.
    private const string Card26 = "10000000100000011111010010";

    private TimeSpan _now = TimeSpan.FromSeconds(5);

    private WiegandReading? Read(string bits, TimeSpan? apart = null, params int[] lengths)
    {
        WiegandDecoder decoder = new(lengths.Length == 0 ? WiegandDecoder.Usual : lengths.ToHashSet());
        foreach (char bit in bits)
        {
            Assert.Null(decoder.Pulse(bit == '1', _now));
            _now += apart ?? Apart;
        }
        return decoder.End(_now + WiegandDecoder.Gap);
    }

    [Fact]
    public void A_card_of_26_bits_is_read_first_bit_first()
    {
        WiegandReading.Card card = Assert.IsType<WiegandReading.Card>(Read(Card26));
        Assert.Equal(26, card.Bits.Count);
        Assert.Equal("8081F480", Convert.ToHexString(card.Bits.Data));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(24)]
    [InlineData(25)]
    public void One_bit_that_turned_over_is_noise(int place)
    {
        char[] bits = Card26.ToCharArray();
        bits[place] = bits[place] == '1' ? '0' : '1';
        Assert.IsType<WiegandReading.Noise>(Read(new string(bits)));
    }

    [Theory]
    [InlineData(34)]
    [InlineData(37)]
    public void Longer_cards_have_their_parity_over_each_half(int length)
    {
        string middle = new('1', length - 2);
        WiegandReading?[] all = [.. new[] { "0", "1" }.SelectMany(f => new[] { "0", "1" }.Select(l => Read(f + middle + l)))];
        Assert.Single(all, r => r is WiegandReading.Card);
    }

    [Fact]
    public void A_length_that_no_card_here_has_is_noise()
    {
        Assert.IsType<WiegandReading.Noise>(Read(Card26[..25]));
        Assert.IsType<WiegandReading.Noise>(Read(Card26 + "0"));
        Assert.IsType<WiegandReading.Card>(Read(Card26[..25], null, 25));
    }

    [Fact]
    public void A_pause_longer_than_the_gap_ends_a_card_and_begins_another()
    {
        WiegandDecoder decoder = new(WiegandDecoder.Usual);
        foreach (char bit in Card26) { Assert.Null(decoder.Pulse(bit == '1', _now += Apart)); }
        Assert.Null(decoder.End(_now + WiegandDecoder.Gap - TimeSpan.FromTicks(1)));
        Assert.IsType<WiegandReading.Card>(decoder.Pulse(true, _now + WiegandDecoder.Gap));
        Assert.Equal(_now + (2 * WiegandDecoder.Gap), decoder.EndsAt);
    }

    [Fact]
    public void Pulses_closer_than_any_reader_makes_spoil_the_card()
    {
        Assert.IsType<WiegandReading.Noise>(Read(Card26, TimeSpan.FromMicroseconds(50)));
        Assert.IsType<WiegandReading.Card>(Read(Card26, TimeSpan.FromMicroseconds(200)));
        Assert.IsType<WiegandReading.Card>(Read(Card26, TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void Lost_pulses_spoil_the_card_and_not_the_next()
    {
        WiegandDecoder decoder = new(WiegandDecoder.Usual);
        foreach (char bit in Card26) { decoder.Pulse(bit == '1', _now += Apart); }
        decoder.Lost();
        Assert.IsType<WiegandReading.Noise>(decoder.End(_now + WiegandDecoder.Gap));
        Assert.IsType<WiegandReading.Card>(Read(Card26));
    }

    [Fact]
    public void Endless_pulses_are_one_noise_and_take_no_memory() =>
        Assert.IsType<WiegandReading.Noise>(Read(new string('1', 5000), null, WiegandDecoder.BitsMax));

    [Fact]
    public void Any_train_of_pulses_gives_a_card_of_a_known_length_or_noise()
    {
        Random random = new(26);
        WiegandDecoder decoder = new(WiegandDecoder.Usual);
        for (int i = 0; i < HostileFrames.Count; i++)
        {
            WiegandReading? reading = decoder.Pulse(random.Next(2) == 1, _now += TimeSpan.FromMicroseconds(random.Next(40) == 0 ? 30_000 : random.Next(50, 20_000)));
            if (reading is WiegandReading.Card(var bits)) { Assert.Contains(bits.Count, WiegandDecoder.Usual); }
        }
    }
}
