using System.Security.Cryptography;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Messaging.Tests;

public sealed class EnvelopeTests
{
    private static readonly DeviceId Agent = DeviceId.Parse("gate-1");
    private static readonly DeviceId Gateway = DeviceId.Parse("gateway");
    private static readonly Ed25519PrivateKey Key = Ed25519PrivateKey.FromSeed(new byte[32]);

    [Fact]
    public void What_was_sealed_is_what_is_opened()
    {
        byte[] encoded = Content().Encode();
        Assert.Equal(EnvelopeFault.None, Open(Envelope.Seal(encoded, historical: true, Key), out Envelope? opened));
        Assert.True(opened!.Historical);
        Assert.Equal(encoded, opened.Content.Encode());
        Assert.Equal(EnvelopeContent.Hash(encoded), opened.Hash);
        Assert.Equal((Agent, 42UL, "payload"), (opened.Content.From, opened.Content.Sequence, System.Text.Encoding.ASCII.GetString(opened.Content.Payload)));
    }

    [Fact]
    public void The_bytes_of_an_envelope_never_change()
    {
        // A stored queue must be readable by the next release: a new layout needs a new version.
        byte[] wire = Envelope.Seal(Content().Encode(), historical: false, Key);
        Assert.Equal("CB9B8C7A", Convert.ToHexString(SHA256.HashData(wire))[..8]);
    }

    [Fact]
    public void The_historical_flag_changes_the_signature_but_not_the_chain()
    {
        byte[] encoded = Content().Encode();
        byte[] live = Envelope.Seal(encoded, false, Key), late = Envelope.Seal(encoded, true, Key);
        Open(live, out Envelope? a);
        Open(late, out Envelope? b);
        Assert.Equal(a!.Hash, b!.Hash);
        live[encoded.Length] = 1;
        Assert.Equal(EnvelopeFault.BadSignature, Open(live, out _));
    }

    [Fact]
    public void A_changed_byte_anywhere_is_refused()
    {
        byte[] wire = Envelope.Seal(Content().Encode(), false, Key);
        for (int i = 0; i < wire.Length; i++)
        {
            byte[] altered = [.. wire];
            altered[i] ^= 0x01;
            Assert.NotEqual(EnvelopeFault.None, Open(altered, out Envelope? opened));
            Assert.Null(opened);
        }
    }

    [Fact]
    public void A_cut_or_lengthened_envelope_is_refused()
    {
        byte[] wire = Envelope.Seal(Content().Encode(), false, Key);
        for (int length = 0; length < wire.Length; length++) { Assert.NotEqual(EnvelopeFault.None, Open(wire[..length], out _)); }
        Assert.NotEqual(EnvelopeFault.None, Open([.. wire, 0], out _));
        Assert.Equal(EnvelopeFault.Malformed, Open(new byte[Envelope.LengthMax + 1], out _));
    }

    [Fact]
    public void A_hundred_thousand_hostile_payloads_are_refused_without_an_exception()
    {
        Random random = new(20_300_107);
        byte[] good = Envelope.Seal(Content().Encode(), false, Key);
        for (int i = 0; i < HostileFrames.Count; i++)
        {
            byte[] hostile = i % 2 == 0 ? new byte[random.Next(0, 400)] : [.. good];
            if (i % 2 == 0) { random.NextBytes(hostile); }
            else { for (int n = 0; n < 3; n++) { hostile[random.Next(hostile.Length)] = (byte)random.Next(256); } }
            if (hostile.AsSpan().SequenceEqual(good)) { continue; }
            Assert.NotEqual(EnvelopeFault.None, Open(hostile, out _));
            _ = EnvelopeContent.TryDecode(hostile, out _);
        }
    }

    [Fact]
    public void An_unknown_or_wrong_sender_and_a_wrong_addressee_are_told_apart()
    {
        byte[] wire = Envelope.Seal(Content().Encode(), false, Key);
        using Ed25519PrivateKey other = Ed25519PrivateKey.Generate();
        Assert.Equal(EnvelopeFault.UnknownSender, Envelope.TryOpen(wire, Gateway, _ => null, out _));
        Assert.Equal(EnvelopeFault.BadSignature, Envelope.TryOpen(wire, Gateway, _ => other.PublicKey, out _));
        Assert.Equal(EnvelopeFault.NotForUs, Envelope.TryOpen(wire, DeviceId.Parse("gate-2"), _ => Key.PublicKey, out _));
    }

    [Fact]
    public void A_signature_over_the_same_bytes_for_another_purpose_does_not_count()
    {
        byte[] encoded = Content().Encode();
        byte[] unlabelled = [.. encoded, 0, .. Key.Sign([.. encoded, 0])];
        Assert.Equal(EnvelopeFault.BadSignature, Open(unlabelled, out _));
    }

    [Fact]
    public void The_largest_payload_fits_and_one_more_byte_does_not()
    {
        DeviceId longest = DeviceId.Parse(new string('x', DeviceId.LengthMax));
        EnvelopeContent large = Content() with { From = longest, Payload = new byte[EnvelopeContent.PayloadMax] };
        Assert.True(Envelope.Seal(large.Encode(), false, Key).Length <= Envelope.LengthMax);
        Assert.Throws<InvalidOperationException>(() => (large with { Payload = new byte[EnvelopeContent.PayloadMax + 1] }).Encode());
    }

    [Fact]
    public void Payloads_survive_their_own_encoding()
    {
        Assert.True(Relayed.TryDecode(new Relayed(Agent, 7, [1, 2]).Encode(), out Relayed? relayed));
        Assert.Equal(("gate-1", 7UL, 2), (relayed.Controller.Text, relayed.Sequence, relayed.Bytes.Length));
        Assert.True(AgentNotice.TryDecode(new AgentNotice("code", "about", new string('字', 600)).Encode(), out AgentNotice? notice));
        Assert.Equal(500, notice.Words.Length);
        QueueAck ack = new(EnvelopeStream.Alarm, new byte[16], 9, new byte[32]);
        Assert.True(QueueAck.TryDecode(ack.Encode(), out QueueAck? read));
        Assert.Equal((EnvelopeStream.Alarm, 9UL), (read.Stream, read.Sequence));
        Assert.False(QueueAck.TryDecode((ack with { Stream = EnvelopeStream.State }).Encode(), out _));
    }

    [Theory]
    [InlineData("dev/gate-1/up/event", UpKind.Event, null)]
    [InlineData("dev/gate-1/up/alarm", UpKind.Alarm, null)]
    [InlineData("dev/gate-1/up/state/door-1", UpKind.State, "door-1")]
    [InlineData("dev/gate-1/up/link", UpKind.Link, null)]
    [InlineData("dev/gate-1/up/reply", UpKind.Reply, null)]
    public void An_upward_topic_is_read(string topic, UpKind kind, string? source)
    {
        Assert.True(Topics.TryParseUp(topic, out UpTopic? parsed));
        Assert.Equal((Agent, kind, source), (parsed.Device, parsed.Kind, parsed.Source?.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dev/gate-1/up")]
    [InlineData("dev/gate-1/up/state")]
    [InlineData("dev/gate-1/up/event/more")]
    [InlineData("dev/gate-1/up/state/a/b/c")]
    [InlineData("dev/gate-1/down/command")]
    [InlineData("dev/+/up/event")]
    [InlineData("dev//up/event")]
    [InlineData("$SYS/gate-1/up/event")]
    public void Any_other_topic_is_not(string topic) => Assert.False(Topics.TryParseUp(topic, out _));

    private static EnvelopeFault Open(byte[] wire, out Envelope? envelope) => Envelope.TryOpen(wire, Gateway, who => who == Agent ? Key.PublicKey : null, out envelope);

    private static EnvelopeContent Content() => new()
    {
        From = Agent,
        To = Gateway,
        Stream = EnvelopeStream.Event,
        Kind = PayloadKind.ControllerEvent,
        Payload = "payload"u8.ToArray(),
        Epoch = [.. Enumerable.Repeat((byte)1, 16)],
        MonotonicNs = 5,
        WallMs = 1_900_000_000_000,
        Quality = ClockQuality.Synchronised,
        Chain = [.. Enumerable.Repeat((byte)2, 16)],
        Sequence = 42,
        Previous = [.. Enumerable.Repeat((byte)3, 32)],
    };
}
