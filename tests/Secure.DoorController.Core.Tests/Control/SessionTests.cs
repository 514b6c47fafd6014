using System.Security.Cryptography;
using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;
using Case = Secure.DoorMessages.ToController.MessageOneofCase;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class SessionTests
{
    private static ToController Message(Case what) => what switch
    {
        Case.Hello => new() { Hello = new() },
        Case.KeyList => new() { KeyList = ByteString.Empty },
        Case.Grant => new() { Grant = new() },
        Case.EntryRefused => new() { EntryRefused = new() { Nonce = ByteString.CopyFrom(new byte[16]) } },
        Case.CommandRecord => new() { CommandRecord = ByteString.Empty },
        Case.NonceRequest => new() { NonceRequest = new() { Door = "vault", RequestId = ByteString.CopyFrom(new byte[16]) } },
        Case.AcknowledgementRecord => new() { AcknowledgementRecord = ByteString.Empty },
        Case.AcceptedRecord => new() { AcceptedRecord = ByteString.Empty },
        Case.SignedTimeRecord => new() { SignedTimeRecord = ByteString.Empty },
        Case.EventsStored => new() { EventsStored = new() },
        Case.EnrollmentRefused => new() { EnrollmentRefused = new() },
        _ => new(),
    };

    [Theory]
    [InlineData(false, false, new[] { Case.Hello })]
    [InlineData(true, false, new[] { Case.KeyList, Case.AcceptedRecord, Case.SignedTimeRecord, Case.EnrollmentRefused })]
    [InlineData(true, true, new[] { Case.KeyList, Case.AcceptedRecord, Case.SignedTimeRecord, Case.Grant, Case.EntryRefused, Case.CommandRecord, Case.NonceRequest, Case.AcknowledgementRecord, Case.EventsStored, Case.EnrollmentRefused })]
    public void Each_message_is_accepted_in_its_states_and_closes_the_connection_in_any_other(bool greeted, bool enrolled, Case[] accepted)
    {
        foreach (Case what in Enum.GetValues<Case>())
        {
            using TestController site = new(enrolled, greeted);
            Assert.Equal(accepted.Contains(what), site.Say(Message(what)) != Reception.Malformed);
        }
    }

    [Fact]
    public void A_malformed_nonce_or_door_closes_the_connection()
    {
        using TestController site = new();
        Assert.Equal(Reception.Malformed, site.Say(new() { EntryRefused = new() { Nonce = ByteString.CopyFrom(new byte[15]) } }));
        Assert.Equal(Reception.Malformed, site.Say(new() { NonceRequest = new() { Door = "nowhere", RequestId = ByteString.CopyFrom(new byte[16]) } }));
        Assert.Equal(Reception.Malformed, site.Say(new() { NonceRequest = new() { Door = "../vault", RequestId = ByteString.CopyFrom(new byte[16]) } }));
        Assert.Equal(Reception.Malformed, site.Say(new() { NonceRequest = new() { Door = "vault", RequestId = ByteString.Empty } }));
    }

    [Fact]
    public void The_controller_says_first_who_it_is()
    {
        using TestController site = new(greeted: false);
        ControllerHello hello = Assert.Single(site.Ports.Sent).Hello;
        Assert.Equal(("controller-1", true, 1UL), (hello.Controller, hello.Enrolled, hello.KeyListNumber));
        Assert.Equal(site.BootId.Bytes.ToArray(), hello.BootId.ToByteArray());
    }

    [Fact]
    public void Enrolment_needs_the_roots_key_list_and_ends_with_the_gateways_signed_word()
    {
        using TestController site = new(enrolled: false);
        Assert.Single(site.Ports.Sent);
        using ECDsa otherRoot = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        site.Say(new() { KeyList = ByteString.CopyFrom(site.Gateway.KeyList(root: otherRoot)) });
        Assert.Single(site.Ports.Sent);

        site.Say(new() { KeyList = ByteString.CopyFrom(site.Gateway.KeyList()) });
        Assert.NotNull(site.Ports.KeyList);
        byte[] request = site.Ports.Sent[^1].EnrollmentRecord.ToByteArray();
        Assert.True(Record.TryVerify(request, [site.PublicKey], out ControllerEnrollment? enrolment));
        Assert.Equal(16, enrolment.OpenCode(site.Gateway.SealingKey)!.Length);

        ControllerAccepted word = new(DeviceId.Parse("controller-1"), site.PublicKey.Bytes.ToArray(), 1);
        site.Say(new() { AcceptedRecord = ByteString.CopyFrom((word with { PublicKey = new byte[32] }).Sign(site.Gateway.CommandKey)) });
        site.Say(new() { AcceptedRecord = ByteString.CopyFrom((word with { Controller = DeviceId.Parse("controller-2") }).Sign(site.Gateway.CommandKey)) });
        site.Say(new() { AcceptedRecord = ByteString.CopyFrom(word.Sign(site.Gateway.GrantKey)) });
        Assert.False(site.Controller.IsEnrolled);
        site.Say(new() { AcceptedRecord = ByteString.CopyFrom(word.Sign(site.Gateway.CommandKey)) });
        Assert.True(site.Controller.IsEnrolled);
        Assert.NotNull(site.Ports.Accepted);
    }

    [Fact]
    public void A_key_list_counts_only_with_a_higher_number()
    {
        using TestController site = new();
        byte[] old = site.Gateway.KeyList(1, notAfter: 1);
        site.Say(new() { KeyList = ByteString.CopyFrom(old) });
        Assert.DoesNotContain(DoorEventKind.KeyListInstalled, site.Ports.Kinds);
        byte[] next = site.Gateway.KeyList(2);
        site.Say(new() { KeyList = ByteString.CopyFrom(next) });
        Assert.Contains(DoorEventKind.KeyListInstalled, site.Ports.Kinds);
        Assert.Equal(next, site.Ports.KeyList);
    }

    [Fact]
    public void A_key_past_its_end_opens_nothing_and_no_wrong_wall_clock_brings_it_back()
    {
        using TestController site = new();
        long end = site.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 60_000;
        site.Say(new() { KeyList = ByteString.CopyFrom(site.Gateway.KeyList(2, notAfter: end)) });
        Presentation presentation = site.PresentBadge();
        site.Pass(TimeSpan.FromSeconds(61));
        site.Clock.StepWall(TimeSpan.FromDays(-30));
        site.Deliver(TestGateway.GrantFor(presentation).Sign(site.Gateway.GrantKey));
        Assert.Equal(0, site.Ports.Unlocks);
        Assert.Equal("no_keys", site.Ports.Events.Last().Reason);
    }

    [Fact]
    public void Signed_time_only_moves_forward_and_is_kept()
    {
        using TestController site = new();
        long later = site.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        site.Say(new() { SignedTimeRecord = ByteString.CopyFrom(new SignedTime(later).Sign(site.Gateway.CommandKey)) });
        Assert.Equal(later, site.Ports.Time);
        site.Say(new() { SignedTimeRecord = ByteString.CopyFrom(new SignedTime(5).Sign(site.Gateway.CommandKey)) });
        site.Say(new() { SignedTimeRecord = ByteString.CopyFrom(new SignedTime(later * 2).Sign(site.Gateway.GrantKey)) });
        DeviceTime time = site.PresentBadge().Time;
        Assert.Equal((ClockQuality.Synchronised, later), (time.Quality, time.WallMs));
    }

    [Fact]
    public void Enrolment_is_asked_for_again_while_the_gateway_does_not_say_yes_and_the_code_is_good()
    {
        using TestController site = new(enrolled: false);
        int Asked() => site.Ports.Sent.Count(m => m.EnrollmentRecord.Length > 0);
        site.Say(new() { KeyList = ByteString.CopyFrom(site.Gateway.KeyList()) });
        site.Say(new() { EnrollmentRefused = new() { Reason = "unavailable" } });
        // A key list that comes again is no reason to use the one code twice.
        site.Say(new() { KeyList = ByteString.CopyFrom(site.Gateway.KeyList(2)) });
        Assert.Equal((1, "unavailable"), (Asked(), site.Controller.EnrollmentRefusedBecause));
        site.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(4, Asked());
        site.Pass(TimeSpan.FromMinutes(20));
        Assert.InRange(Asked(), 80, 91);
    }
}
