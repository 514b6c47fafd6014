using Google.Protobuf;
using Secure.Gateway.StepUp;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>What an agent is told about an entry.</summary>
public abstract record EntryReply
{
    private EntryReply() { }

    /// <param name="Signed">A grant.</param>
    public sealed record Granted(byte[] Signed) : EntryReply;

    public sealed record Refused(DenyReason Reason) : EntryReply;

    /// <summary>More than the badge is asked for.</summary>
    /// <param name="OnSensor">A finger is compared by the door's own sensor.</param>
    public sealed record Demanded(string Challenge, DoorId Door, IReadOnlyList<Vocabulary.Factor> Factors, EntryStep First, bool OnSensor = false) : EntryReply;

    /// <summary>Go on.</summary>
    public sealed record Going(EntryStep Next) : EntryReply;

    internal static EntryReply Of(EntryAnswer answer) => answer.Grant is { } grant ? new Granted(grant) : new Refused(answer.Refused!);
}

/// <summary>One capture, as an agent sends it.</summary>
/// <param name="Waiting">The controller's signed word that the person still waits; empty: nothing newer than before.</param>
/// <param name="Kind">Face, fingerprint or PIN, whose image is the controller's sealed word; null: nothing can be captured any more.</param>
/// <param name="Gone">Why not; a word of the agent, for the record.</param>
public sealed record EntrySample(string Challenge, byte[] Waiting, Vocabulary.Factor? Kind, ulong Sequence, ReadOnlyMemory<byte> Image, string Gone)
{
    /// <summary>What the door's sensor found, in the place of a picture; null: there is a picture.</summary>
    public SensorTouch? Touch { get; init; }

    /// <summary>The image stays out of whatever prints this.</summary>
    public override string ToString() => $"sample of {Challenge}";
}

internal static class EntryReplyMapping
{
    internal static RequestEntryResponse ToRequestEntryResponse(this EntryReply reply) => reply switch
    {
        EntryReply.Granted granted => new RequestEntryResponse { Grant = UnsafeByteOperations.UnsafeWrap(granted.Signed) },
        EntryReply.Refused refused => new RequestEntryResponse { Refused = ToProto(refused) },
        EntryReply.Demanded demanded => new RequestEntryResponse { Demanded = ToProto(demanded) },
        _ => throw new InvalidOperationException("No answer to a presentation."),
    };

    internal static SendEntrySampleResponse ToSampleResponse(this EntryReply reply) => reply switch
    {
        EntryReply.Granted granted => new SendEntrySampleResponse { Grant = UnsafeByteOperations.UnsafeWrap(granted.Signed) },
        EntryReply.Refused refused => new SendEntrySampleResponse { Refused = ToProto(refused) },
        EntryReply.Going going => new SendEntrySampleResponse { Step = going.Next },
        EntryReply.Demanded demanded => new SendEntrySampleResponse { Demanded = ToProto(demanded) },
        _ => throw new InvalidOperationException("No answer to a sample."),
    };

    internal static EntrySample ToSample(this SendEntrySampleRequest request) => request.SampleCase switch
    {
        SendEntrySampleRequest.SampleOneofCase.Frame => new(request.Challenge, request.Waiting.ToByteArray(), Vocabulary.Factor.Face, request.Frame.Sequence, Checked(request.Frame.Image), ""),
        SendEntrySampleRequest.SampleOneofCase.Finger => new(request.Challenge, request.Waiting.ToByteArray(), Vocabulary.Factor.Fingerprint, 0, Checked(request.Finger), ""),
        SendEntrySampleRequest.SampleOneofCase.Pin => new(request.Challenge, request.Waiting.ToByteArray(), Vocabulary.Factor.Pin, 0, Checked(request.Pin), ""),
        SendEntrySampleRequest.SampleOneofCase.SensorFinger => new(request.Challenge, request.Waiting.ToByteArray(), Vocabulary.Factor.Fingerprint, 0, default, "") { Touch = SensorTouch.Of(request.SensorFinger) },
        SendEntrySampleRequest.SampleOneofCase.Gone => new(request.Challenge, [], null, 0, default, request.Gone),
        _ => throw DoorRefusals.Malformed("sample", "a frame, a finger, a PIN or gone"),
    };

    // A message holds at most 1 MiB.
    private static ReadOnlyMemory<byte> Checked(ByteString image) =>
        image.Length is > 0 and <= 512 * 1024 ? image.Memory : throw new Contracts.RefusedException(StepUpRefusals.TooLarge);

    private static EntryDemand ToProto(EntryReply.Demanded demanded) => new()
    {
        Challenge = demanded.Challenge,
        Door = demanded.Door.Text,
        Factors = { demanded.Factors.Select(f => (V1.Factor)(int)f) },
        Step = demanded.First,
        OnSensor = demanded.OnSensor,
    };

    private static EntryRefused ToProto(EntryReply.Refused refused) => new() { Reason = refused.Reason.Code, Text = refused.Reason.Text.ToProto() };
}
