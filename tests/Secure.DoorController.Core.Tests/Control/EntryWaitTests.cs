using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>An entry for which a face or a finger is asked: longer than a grant lives, never longer than its nonce.</summary>
public sealed class EntryWaitTests : IDisposable
{
    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Who_still_waits_after_twenty_seconds_is_let_in_by_a_grant_for_the_newest_word()
    {
        Presentation presentation = _site.PresentBadge();
        EntryWaiting? waiting = null;
        for (int second = 0; second < 20; second++)
        {
            _site.Pass(TimeSpan.FromSeconds(1));
            waiting = Ask(presentation);
        }
        Assert.Equal((presentation.Door, presentation.Reader, presentation.BootId, presentation.Nonce), (waiting!.Door, waiting.Reader, waiting.BootId, waiting.Nonce));
        Assert.DoesNotContain(DoorEventKind.EntryUnanswered, _site.Ports.Kinds);

        Assert.Equal(Reception.Fine, _site.Deliver(GrantFor(presentation, waiting.Time)));
        Assert.True(_site.Ports.Driven[TestController.Vault]);
    }

    [Fact]
    public void A_grant_may_not_outlive_three_seconds_after_the_newest_word()
    {
        Presentation presentation = _site.PresentBadge();
        _site.Pass(TimeSpan.FromSeconds(1));
        EntryWaiting waiting = Ask(presentation)!;
        DeviceTime later = waiting.Time with { MonotonicNs = waiting.Time.MonotonicNs + 1 };

        Assert.Equal(Reception.Refused, _site.Deliver(GrantFor(presentation, later)));
        Assert.False(_site.Ports.Driven[TestController.Vault]);
    }

    [Fact]
    public void A_grant_for_an_older_word_ends_when_that_words_time_does()
    {
        Presentation presentation = _site.PresentBadge();
        for (int second = 0; second < 4; second++)
        {
            _site.Pass(TimeSpan.FromSeconds(1));
            Ask(presentation);
        }
        Assert.Equal(Reception.Refused, _site.Deliver(GrantFor(presentation, presentation.Time)));
        Assert.False(_site.Ports.Driven[TestController.Vault]);
    }

    [Fact]
    public void However_often_the_waiting_is_prolonged_the_nonce_ends_after_a_minute()
    {
        Presentation presentation = _site.PresentBadge();
        EntryWaiting? last = null;
        for (int second = 0; second < 60; second++)
        {
            _site.Pass(TimeSpan.FromSeconds(1));
            last = Ask(presentation) ?? last;
        }
        _site.Pass(TimeSpan.FromMilliseconds(500));

        Assert.Null(Ask(presentation));
        Assert.Equal(Reception.Refused, _site.Deliver(GrantFor(presentation, last!.Time)));
        Assert.False(_site.Ports.Driven[TestController.Vault]);
    }

    [Fact]
    public void Nothing_is_signed_for_a_presentation_that_was_answered_or_given_up()
    {
        Presentation granted = _site.PresentBadge();
        _site.Deliver(GrantFor(granted, granted.Time));
        Assert.Null(Ask(granted));

        Presentation refused = _site.PresentBadge();
        _site.Say(new ToController { EntryRefused = new EntryRefusal { Nonce = ByteString.CopyFrom(refused.Nonce.Bytes), Reason = "not_allowed" } });
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(Ask(refused));

        Presentation forgotten = _site.PresentBadge();
        _site.Pass(TimeSpan.FromSeconds(4));
        Assert.Null(Ask(forgotten));
        Assert.Contains(DoorEventKind.EntryUnanswered, _site.Ports.Kinds);
    }

    [Fact]
    public void A_nonce_that_was_given_out_for_a_command_is_never_prolonged()
    {
        NonceIssued issued = _site.AskNonce(TestController.Vault);
        _site.Pass(TimeSpan.FromSeconds(1));
        int before = _site.Ports.Sent.Count;

        Assert.Equal(Reception.Fine, _site.Say(Pending(issued.Nonce)));
        Assert.DoesNotContain(_site.Ports.Sent.Skip(before), m => m.MessageCase == FromController.MessageOneofCase.Waiting);
    }

    [Fact]
    public void A_flood_of_questions_is_answered_four_times_a_second()
    {
        Presentation presentation = _site.PresentBadge();
        int signed = 0;
        for (int i = 0; i < 40; i++)
        {
            _site.Pass(TimeSpan.FromMilliseconds(50));
            signed += Ask(presentation) is null ? 0 : 1;
        }
        Assert.InRange(signed, 7, 8);
    }

    [Fact]
    public void The_reader_shows_each_act_once_and_never_the_colour_of_an_answer()
    {
        Presentation presentation = _site.PresentBadge();
        int before = _site.Ports.Lamps.Count;
        foreach (EntryAct act in new[] { EntryAct.FaceCentre, EntryAct.FaceCentre, EntryAct.FaceLeft, EntryAct.FaceRight, EntryAct.Finger, (EntryAct)99 })
        {
            _site.Pass(TimeSpan.FromSeconds(1));
            _site.Say(Pending(presentation.Nonce, act));
        }
        Assert.Equal(8, _site.Ports.Lamps.Count - before);
    }

    [Fact]
    public void A_nonce_of_the_wrong_length_closes_the_connection() =>
        Assert.Equal(Reception.Malformed, _site.Say(new ToController { EntryPending = new EntryPending { Nonce = ByteString.CopyFrom(new byte[15]) } }));

    private static ToController Pending(Token128 nonce, EntryAct act = EntryAct.FaceCentre) => new() { EntryPending = new EntryPending { Nonce = ByteString.CopyFrom(nonce.Bytes), Act = act } };

    private EntryWaiting? Ask(Presentation presentation)
    {
        int before = _site.Ports.Sent.Count;
        Assert.Equal(Reception.Fine, _site.Say(Pending(presentation.Nonce)));
        FromController? sent = _site.Ports.Sent.Skip(before).FirstOrDefault(m => m.MessageCase == FromController.MessageOneofCase.Waiting);
        if (sent is null) { return null; }
        Assert.True(Record.TryVerify(sent.Waiting.WaitingRecord.Span, [_site.PublicKey], out EntryWaiting? waiting));
        return waiting;
    }

    private byte[] GrantFor(Presentation presentation, DeviceTime time) =>
        (TestGateway.GrantFor(presentation) with { NotAfterNs = time.MonotonicNs + 3_000_000_000 }).Sign(_site.Gateway.GrantKey);
}
