using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Messaging.Tests;

/// <summary>What an agent tells of itself, as this program writes it and as earlier ones did.</summary>
public sealed class AgentStatusTests
{
    private static readonly DoorId Vault = DoorId.Parse("vault");

    [Fact]
    public void What_was_told_is_read_as_it_was_told()
    {
        FilmedCamera[] filmed = [new(Vault, CameraStanding.Gone, TimeSpan.FromSeconds(90)), new(DoorId.Parse("lobby"), CameraStanding.Films, TimeSpan.Zero)];
        AgentStatus told = new("1.2+abc", 7, 1, 90) { Cameras = [Vault], Filmed = filmed };
        Assert.True(AgentStatus.TryDecode(told.Encode(), out AgentStatus? read));
        Assert.Equal(("1.2+abc", 7UL, 1UL, (byte)90), (read.Version, read.EventsWaiting, read.AlarmsWaiting, read.FullestPercent));
        Assert.Equal([Vault], read.Cameras);
        Assert.Equal(filmed, read.Filmed);
    }

    [Fact]
    public void Earlier_programs_are_read_and_what_they_did_not_tell_is_not_known()
    {
        Assert.True(AgentStatus.TryDecode(First().ToArray(), out AgentStatus? first));
        Assert.Equal((null, null), (first.Cameras, first.Filmed));
        Assert.True(AgentStatus.TryDecode(First().U16(1).Text("vault").ToArray(), out AgentStatus? second));
        Assert.Equal([Vault], second.Cameras);
        Assert.Null(second.Filmed);
    }

    [Fact]
    public void A_silence_beyond_all_measure_is_told_as_the_longest()
    {
        AgentStatus told = new("1", 0, 0, 0) { Cameras = [], Filmed = [new(Vault, CameraStanding.Silent, TimeSpan.MaxValue)] };
        Assert.True(AgentStatus.TryDecode(told.Encode(), out AgentStatus? read));
        Assert.Equal(FilmedCamera.SilentMax, Assert.Single(read.Filmed!).Silent);
    }

    [Fact]
    public void A_standing_that_does_not_exist_too_long_a_silence_and_what_is_cut_or_too_many_is_no_word_at_all()
    {
        Assert.All(
            (byte[][])
            [
                One(0, 0).ToArray(), One(4, 0).ToArray(), One(2, ulong.MaxValue).ToArray(), One(2, 0).ToArray()[..^1], One(2, 0).U8(0).ToArray(),
                First().U16(0).U16(AgentStatus.CamerasMax + 1).ToArray(),
            ],
            payload => Assert.False(AgentStatus.TryDecode(payload, out _)));
        Assert.True(AgentStatus.TryDecode(One(2, 0).ToArray(), out _));
    }

    private static CanonicalWriter First() => new CanonicalWriter().Text("1").U64(0).U64(0).U8(0);

    private static CanonicalWriter One(byte standing, ulong silentMs) => First().U16(0).U16(1).Text("vault").U8(standing).U64(silentMs);
}
