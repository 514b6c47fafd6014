using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Messaging.Tests;

/// <summary>Whatever lies inside an envelope came from a device, which may be anybody's by now: each parser takes it or not, and never throws.</summary>
public sealed class HostilePayloadTests
{
    private static readonly byte[] Mark = [.. Enumerable.Range(1, EnvelopeContent.MarkLength).Select(i => (byte)i)], Hash = new byte[32];

    private static readonly DeviceId Box = DeviceId.Parse("door-01");
    private static readonly DoorId Vault = DoorId.Parse("vault");

    /// <summary>Each with what it takes, and what it makes of bytes, encoded again; null: nothing.</summary>
    private static readonly Dictionary<string, (byte[] Good, Func<byte[], byte[]?> Read)> Parsers = new()
    {
        ["relayed"] = (new Relayed(Box, 7, [1, 2, 3]).Encode(), b => Relayed.TryDecode(b, out Relayed? read) ? read.Encode() : null),
        ["notice"] = (new AgentNotice(AgentNotices.Started, "vault", "words 字").Encode(), b => AgentNotice.TryDecode(b, out AgentNotice? read) ? read.Encode() : null),
        ["acknowledgement"] = (new QueueAck(EnvelopeStream.Event, Mark, 9, Hash).Encode(), b => QueueAck.TryDecode(b, out QueueAck? read) ? read.Encode() : null),
        ["request"] = (new AgentRequest(Mark, AgentAct.Snapshot, Box, Vault).Encode(), b => AgentRequest.TryDecode(b, out AgentRequest? read) ? read.Encode() : null),
        ["refusal"] = (new AgentRefusal(Mark, AgentRefusals.NoCamera).Encode(), b => AgentRefusal.TryDecode(b, out AgentRefusal? read) ? read.Encode() : null),
        ["self test"] = (new AgentSelfTest(Mark, [new(AgentPart.Disk, "", ""), new(AgentPart.Camera, "vault", "camera_off")]).Encode(), b => AgentSelfTest.TryDecode(b, out AgentSelfTest? read) ? read.Encode() : null),
        ["status"] = (new AgentStatus("1.2+abc", 7, 1, 90) { Cameras = [Vault], Filmed = [new(Vault, CameraStanding.Gone, TimeSpan.FromSeconds(90))] }.Encode(), b => AgentStatus.TryDecode(b, out AgentStatus? read) ? read.Encode() : null),
    };

    public static TheoryData<string> Names => [.. Parsers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hundred_thousand_hostile_payloads_are_refused_or_read_as_what_they_say(string parser)
    {
        (byte[] good, Func<byte[], byte[]?> read) = Parsers[parser];
        Random random = new(20_300_107);
        int taken = 0;
        Assert.Equal(good, read(good));
        for (int i = 0; i < HostileFrames.Count; i++)
        {
            byte[] hostile = Hostile(random, good);
            if (read(hostile) is not { } again) { continue; }
            taken++;
            if (!again.AsSpan().SequenceEqual(hostile)) { Assert.Fail($"{Convert.ToHexString(hostile)} was read as {Convert.ToHexString(again)}"); }
        }
        Assert.InRange(taken, 1, HostileFrames.Count - 1);
    }

    private static byte[] Hostile(Random random, byte[] good)
    {
        byte[] bytes = random.Next(4) switch { 0 => new byte[random.Next(400)], 1 => good[..random.Next(good.Length)], 2 => [.. good, (byte)random.Next(256)], _ => [.. good] };
        if (random.Next(8) == 0) { random.NextBytes(bytes); return bytes; }
        for (int left = random.Next(4); left > 0 && bytes.Length > 0; left--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
        return bytes;
    }
}
