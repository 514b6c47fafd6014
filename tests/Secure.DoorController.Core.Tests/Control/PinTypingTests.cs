using System.Text;
using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>PINs of persons at a keypad: sealed to the gateway, for one presentation, once.</summary>
public sealed class PinTypingTests : IDisposable
{
    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void What_is_typed_after_the_question_goes_to_the_gateway_sealed()
    {
        Presentation presentation = _site.PresentBadge();
        Ask(presentation);
        Type("40");
        Type("2917");
        Assert.Empty(Sent);
        Type("#");
        Assert.Equal("402917", Open(presentation));
        Assert.True(Sent[0].PinRecord.Span.IndexOf("402917"u8) < 0);
    }

    [Fact]
    public void Fingers_that_were_quicker_than_the_question_are_heard_too()
    {
        Presentation presentation = _site.PresentBadge();
        Type("402917#");
        Assert.Empty(Sent);
        Ask(presentation);
        Assert.Equal("402917", Open(presentation));
    }

    [Fact]
    public void Once_for_a_presentation_and_nothing_where_no_pin_is_asked_for()
    {
        Presentation presentation = _site.PresentBadge();
        Ask(presentation, EntryAct.FaceCentre);
        Type("402917#");
        Assert.Empty(Sent);
        presentation = _site.PresentBadge();
        Ask(presentation);
        Type("402917#");
        Type("730184#");
        _site.Pass(TimeSpan.FromSeconds(1));
        Ask(presentation);
        Assert.Equal("402917", Open(presentation));
    }

    [Fact]
    public void A_star_a_pause_and_too_many_digits_begin_anew_and_a_new_badge_takes_nothing_over()
    {
        Presentation presentation = _site.PresentBadge();
        Type("99");
        presentation = _site.PresentBadge();
        Ask(presentation);
        Type("111*2222222222222#");
        Assert.Empty(Sent);
        Type("33");
        for (int second = 0; second < 11; second++)
        {
            _site.Pass(TimeSpan.FromSeconds(1));
            Ask(presentation);
        }
        Type("402917#");
        Assert.Equal("402917", Open(presentation));
    }

    [Fact]
    public void Who_was_answered_or_given_up_is_listened_to_no_more()
    {
        Presentation presentation = _site.PresentBadge();
        Ask(presentation);
        Type("4029");
        _site.Say(new ToController { EntryRefused = new EntryRefusal { Nonce = ByteString.CopyFrom(presentation.Nonce.Bytes), Reason = "no" } });
        Type("17#");
        Ask(presentation);
        Assert.Empty(Sent);
    }

    [Fact]
    public void The_reader_shows_neither_colour_of_an_answer_and_the_keys_are_in_no_record()
    {
        Presentation presentation = _site.PresentBadge();
        int before = _site.Ports.Lamps.Count;
        Ask(presentation);
        Type("402917#");
        Assert.Equal(2, _site.Ports.Lamps.Count - before);
        Assert.All(_site.Ports.Records, r => Assert.Equal(-1, r.AsSpan().IndexOf("402917"u8)));
    }

    private IReadOnlyList<PinDelivery> Sent => [.. _site.Ports.Sent.Where(m => m.MessageCase == FromController.MessageOneofCase.Pin).Select(m => m.Pin)];

    private void Type(string keys) => _site.Controller.KeypadPressed(TestController.VaultIn, keys);

    private void Ask(Presentation presentation, EntryAct act = EntryAct.Pin)
    {
        _site.Pass(TimeSpan.FromMilliseconds(300));
        Assert.Equal(Reception.Fine, _site.Say(new ToController { EntryPending = new EntryPending { Nonce = ByteString.CopyFrom(presentation.Nonce.Bytes), Act = act } }));
    }

    private string Open(Presentation presentation)
    {
        PinDelivery sent = Assert.Single(Sent);
        Assert.True(Record.TryVerify(sent.PinRecord.Span, [_site.PublicKey], out EntryPin? pin));
        Assert.Equal((presentation.Door, presentation.Reader, presentation.BootId, presentation.Nonce), (pin.Door, pin.Reader, pin.BootId, pin.Nonce));
        Assert.False(TypedPin.TryOpen(_site.Gateway.SealingKey, pin.SealedPin, Token128.NewRandom(), out _));
        Assert.True(TypedPin.TryOpen(_site.Gateway.SealingKey, pin.SealedPin, pin.Nonce, out byte[]? digits));
        return Encoding.ASCII.GetString(digits);
    }
}
