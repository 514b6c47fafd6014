using System.Text;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Tests.StepUp;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

/// <summary>Somebody with a badge in front of a door's camera.</summary>
internal sealed class Visit(DoorsRig rig, Presentation presentation, EntryReply first)
{
    private EntryStep? _asked = (first as EntryReply.Demanded)?.First;
    private int _sent;

    public Presentation Presentation => presentation;

    public EntryReply.Demanded? Demanded => first as EntryReply.Demanded;

    public string? RefusedBecause => (first as EntryReply.Refused)?.Reason.Code;

    public DeviceTime NewestWord { get; private set; } = presentation.Time;

    public TimeSpan Passed { get; private set; }

    /// <summary>The controller says nothing more.</summary>
    public bool Silent { get; set; }

    public static async Task<Visit> BeginAsync(DoorsRig rig, BadgeNumber badge, string door = "archive")
    {
        byte[] signed = rig.House.Present(door, door + "-in", badge);
        Record.TryPeek(signed, out Presentation? presentation);
        return new Visit(rig, presentation!, await rig.Proofs.RequestAsync(rig.Agent1.Id, signed, CancellationToken.None));
    }

    /// <summary>Does what is asked until it is over.</summary>
    public async Task<EntryReply> ShowAsync(string who)
    {
        for (int i = 0; i < 60; i++)
        {
            EntryReply reply = await FrameAsync(who);
            if (reply is not EntryReply.Going) { return reply; }
        }
        throw new InvalidOperationException("It does not end.");
    }

    /// <summary>What the reader asks for now.</summary>
    public StepUpAct? Act => _asked?.Act;

    public Task<EntryReply> FrameAsync(string who)
    {
        int yaw = Act switch { StepUpAct.FaceLeft => 30, StepUpAct.FaceRight => -30, _ => 1 };
        return FrameAsync(TestEngine.Picture(who, yaw, 0.9));
    }

    /// <param name="sequence">Null: the next.</param>
    /// <param name="after">The one before it; null: half a second.</param>
    public Task<EntryReply> FrameAsync(byte[] picture, ulong? sequence = null, TimeSpan? after = null)
    {
        _sent++;
        return SendAsync(Factor.Face, picture, sequence, after);
    }

    public Task<EntryReply> FingerAsync(string owner) => SendAsync(Factor.Fingerprint, Encoding.UTF8.GetBytes($"{owner} {++_sent}"));

    private async Task<EntryReply> SendAsync(Factor factor, byte[] image, ulong? sequence = null, TimeSpan? after = null)
    {
        TimeSpan passes = after ?? TimeSpan.FromMilliseconds(500);
        rig.Clock.Advance(passes);
        Passed += passes;
        byte[] word = Silent ? [] : rig.House.Wait(presentation);
        if (Record.TryPeek(word, out EntryWaiting? waiting)) { NewestWord = waiting.Time; }
        EntryReply reply = await rig.Proofs.SampleAsync(rig.Agent1.Id, new EntrySample(Demanded!.Challenge, word, factor, sequence ?? (ulong)_sent, image, ""), CancellationToken.None);
        if (reply is EntryReply.Going going) { _asked = going.Next; }
        return reply;
    }
}
