using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>A controller that has followed its gateway into tomorrow, and two officers who bring it back.</summary>
public sealed class ClockTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TestController _site = new();

    public ClockTests()
    {
        _site.TellTime();
        _site.TellTime(Day);
    }

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Two_officers_word_brings_the_clock_back_and_the_next_beat_tells_so_at_once()
    {
        Assert.Equal(Day, Off);
        Assert.Equal(Reception.Fine, Set(Setting()));

        Assert.Equal(TimeSpan.Zero, Off);
        Assert.True(Record.TryVerify(_site.Ports.Sent.Last(m => m.MessageCase == FromController.MessageOneofCase.HeartbeatRecord).HeartbeatRecord.Span, [_site.PublicKey], out Heartbeat? beat));
        Assert.Equal((Now, ClockQuality.Synchronised), (beat.Time.WallMs, beat.Time.Quality));
        DoorEvent told = _site.Ports.Events.Last();
        Assert.Equal((DoorEventKind.CommandDone, Reasons.ClockSet, 7UL, "li"), (told.Happened, told.Reason, told.CommandNumber, told.Subject?.Text));
        _site.Clock.Advance(TimeSpan.FromSeconds(5));
        _site.TellTime();
        Assert.Equal(TimeSpan.Zero, Off);
    }

    [Fact]
    public void It_stays_set_after_a_restart_also_where_that_came_before_the_word()
    {
        Restart();
        _site.TellTime();
        Assert.Equal(ClockQuality.Unknown, _site.Controller.Time.Quality);

        Assert.Equal(Reception.Fine, Set(Setting()));
        Restart();
        _site.TellTime(TimeSpan.FromSeconds(1));
        Assert.Equal((ClockQuality.Synchronised, TimeSpan.FromSeconds(1)), (_site.Controller.Time.Quality, Off));
    }

    [Fact]
    public void No_disk_holds_a_lock_up_for_the_gateways_time_and_only_two_officers_word_waits_for_it()
    {
        for (int minute = 0; minute < 5; minute++)
        {
            _site.Clock.Advance(TimeSpan.FromMinutes(1));
            _site.TellTime(Day);
        }
        Assert.Equal((Now + (long)Day.TotalMilliseconds, 0), (_site.Ports.Time, _site.Ports.TimesWaitedFor));
        Set(Setting());
        Assert.Equal((Now, 1), (_site.Ports.Time, _site.Ports.TimesWaitedFor));
    }

    [Fact]
    public void Words_of_the_wrong_day_move_it_there_no_more_and_are_not_kept_on_disk_either()
    {
        Set(Setting());
        _site.TellTime(Day + TimeSpan.FromMinutes(2));
        _site.TellTime(TimeSpan.FromSeconds(61));
        Assert.Equal(TimeSpan.Zero, Off);
        Assert.True(_site.Ports.Time <= Now);

        // What the board itself can have drifted while nobody was heard is no such word.
        _site.Clock.Advance(TimeSpan.FromDays(2));
        _site.TellTime(TimeSpan.FromSeconds(150));
        Assert.Equal(TimeSpan.FromSeconds(150), Off);
    }

    [Fact]
    public void The_same_word_serves_once_and_opens_no_grant_and_no_command_that_was_used_up()
    {
        byte[] grant = TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey);
        _site.Deliver(grant);
        byte[] unlock = TestGateway.CommandFor(_site.AskNonce(TestController.Vault), 5, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey);
        _site.Order(unlock);
        int unlocks = _site.Ports.Unlocks;
        ClockSetting setting = Setting();
        Set(setting);

        Assert.Equal(Reception.Refused, _site.Deliver(grant));
        Assert.Equal(Reception.Refused, _site.Order(unlock));
        Assert.Equal((Reception.Refused, Reasons.OldNumber), (Set(setting), LastRefusal));
        Assert.Equal((Reception.Refused, Reasons.UnknownNonce), (Set(setting with { Number = 8 }), LastRefusal));
        Restart();
        Assert.Equal((Reception.Refused, Reasons.WrongBoot), (Set(setting with { Number = 9 }), LastRefusal));
        Assert.Equal((unlocks, 7UL), (_site.Ports.Unlocks, _site.Ports.Commands.LastNumber));
    }

    [Fact]
    public void The_pass_list_of_the_wrong_day_is_given_up_and_a_new_one_asked_for()
    {
        _site.GiveLease();
        Token128 before = _site.AskedLease().Request;
        Set(Setting());
        Assert.Null(_site.Ports.Lease);
        Assert.Contains(_site.Ports.Events, e => e is { Happened: DoorEventKind.LeaseChanged, Reason: Reasons.ClockSet });

        _site.Controller.Tick();
        Assert.NotEqual(before, _site.AskedLease().Request);
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal(0, _site.Ports.Unlocks);
    }

    [Fact]
    public void Whoever_is_not_the_gateway_of_now_sets_nothing()
    {
        using Ed25519PrivateKey stranger = Ed25519PrivateKey.Generate();
        Assert.Equal((Reception.Refused, Reasons.BadSignature), (Say(Setting().Sign(stranger)), LastRefusal));
        Assert.Equal((Reception.Refused, Reasons.BadSignature), (Say(Setting().Sign(_site.Gateway.GrantKey)), LastRefusal));
        Assert.Equal((Reception.Refused, Reasons.WrongDoor), (Set(Setting() with { Door = DoorId.Parse("elsewhere") }), LastRefusal));
        Assert.Equal((Reception.Refused, Reasons.LivesTooLong), (Set(Setting() with { NotAfterNs = ulong.MaxValue }), LastRefusal));
        ClockSetting late = Setting();
        _site.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((Reception.Refused, Reasons.Expired), (Set(late), LastRefusal));
        // Of a flood each is not on record.
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((Reception.Refused, Reasons.BeforeBuild), (Set(Setting() with { WallMs = _site.BuiltMs - 1 }), LastRefusal));
        Assert.Equal(Day, Off);
    }

    [Fact]
    public void A_key_that_is_over_by_the_time_believed_until_now_cannot_bring_its_own_time_back()
    {
        _site.Say(new ToController { KeyList = ByteString.CopyFrom(_site.Gateway.KeyList(2, notAfter: Now + (long)TimeSpan.FromHours(1).TotalMilliseconds)) });
        Assert.Equal((Reception.Refused, Reasons.NoKeys), (Set(Setting()), LastRefusal));
        Assert.Equal(Day, Off);
    }

    private long Now => _site.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private TimeSpan Off => TimeSpan.FromMilliseconds(_site.Controller.Time.Stamp().WallMs - Now);

    private string LastRefusal => _site.Ports.Events.Last(e => e.Happened == DoorEventKind.CommandRefused).Reason;

    private ClockSetting Setting()
    {
        NonceIssued nonce = _site.AskNonce(TestController.Vault);
        return new ClockSetting(nonce.Door, 7, nonce.BootId, nonce.Nonce, nonce.Time.MonotonicNs + 3_000_000_000, Now, PersonId.Parse("li"), "decision-4");
    }

    private Reception Set(ClockSetting setting) => Say(setting.Sign(_site.Gateway.CommandKey));

    private Reception Say(byte[] signed) => _site.Say(new ToController { ClockRecord = ByteString.CopyFrom(signed) });

    private void Restart()
    {
        _site.Start();
        _site.Greet();
    }
}
