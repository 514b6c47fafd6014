using Secure.DoorTwin.Osdp.Channel;

namespace Secure.DoorTwin.Tests.Osdp;

/// <summary>Vectors of SIA OSDP, annex E: the default key, panel random B0 to B7, reader random A0 to A7.</summary>
public class SessionKeysTests
{
    private static readonly byte[] Panel = Convert.FromHexString("B0B1B2B3B4B5B6B7"), ReaderRandom = Convert.FromHexString("A0A1A2A3A4A5A6A7");
    private readonly SessionKeys _keys = new(SessionKeys.Default, Panel);

    [Fact]
    public void The_three_keys() => Assert.Equal(
        ("BF8DC2A8329ACB8C67C6D0CD9A451682", "5E86C676603BDEE2D8BEAFE178637332", "6FDA86E857777E81132035758239172E"), _keys.Hex);

    [Fact]
    public void The_two_cryptograms()
    {
        Assert.Equal("26D3356E07762D262801FC8E6665A891", Convert.ToHexString(_keys.PanelCryptogram(Panel, ReaderRandom)));
        Assert.Equal("FDE5D2F428EC16312471EA3C02BD7796", Convert.ToHexString(_keys.ReaderCryptogram(Panel, ReaderRandom)));
    }

    [Fact]
    public void The_first_MAC() =>
        Assert.Equal("B2A30057EB98BA2229EC1F875662B524", Convert.ToHexString(_keys.FirstMac(_keys.PanelCryptogram(Panel, ReaderRandom))));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(200)]
    public void What_is_sealed_is_opened_and_nothing_else_is(int length)
    {
        byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))], other = new byte[16];
        byte[] sealedData = _keys.Seal(data, other);
        Assert.Equal((length / 16 + 1) * 16, sealedData.Length);
        Assert.Equal(data, _keys.Open(sealedData, other));
        Assert.Null(_keys.Open(sealedData.AsSpan(1), other));
        Assert.Null(_keys.Open([], other));
    }

    [Fact]
    public void A_MAC_depends_on_every_block_and_on_the_one_before_it()
    {
        byte[] message = new byte[40], other = new byte[16];
        HashSet<string> macs = [Convert.ToHexString(_keys.Mac(message, other))];
        foreach (int at in (int[])[0, 16, 39])
        {
            message[at] ^= 1;
            Assert.True(macs.Add(Convert.ToHexString(_keys.Mac(message, other))));
        }
        other[15] = 1;
        Assert.True(macs.Add(Convert.ToHexString(_keys.Mac(message, other))));
    }
}
