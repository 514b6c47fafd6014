using System.Diagnostics.CodeAnalysis;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Messaging;

/// <summary>What the gateway asks an agent itself to do.</summary>
public enum AgentAct
{
    /// <summary>A picture of a door's camera, taken now and handed over by Evidence.KeepClip.</summary>
    Snapshot = 1,

    /// <summary>What the agent can see of itself and its cameras, without moving anything; answered by <see cref="AgentSelfTest"/>.</summary>
    SelfTest = 2,
}

/// <summary>
/// The gateway asks the agent for something of its own; the envelope around it is signed. It moves nothing at any door, and an answer
/// that comes late is taken by nobody.
/// </summary>
/// <param name="Id">16 random bytes, which the answer repeats.</param>
/// <param name="Controller">Of the door; null where the act is about none.</param>
/// <param name="Door">Of which a picture is asked.</param>
public sealed record AgentRequest(byte[] Id, AgentAct Act, DeviceId? Controller, DoorId? Door)
{
    public byte[] Encode() => new CanonicalWriter().Fixed(Id).U8((byte)Act).Text(Controller?.Text ?? "").Text(Door?.Text ?? "").ToArray();

    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out AgentRequest? request)
    {
        request = null;
        try
        {
            CanonicalReader reader = new(payload);
            AgentRequest read = new(reader.Fixed(EnvelopeContent.MarkLength), reader.Enumeration<AgentAct>(), Controllers(reader.Text()), Doors(reader.Text()));
            reader.End();
            if (read.Act == AgentAct.Snapshot && (read.Controller is null || read.Door is null)) { return false; }
            request = read;
            return true;
        }
        catch (FormatException) { return false; }
    }

    private static DeviceId? Controllers(string text) => text.Length == 0 ? null : DeviceId.Parse(text);

    private static DoorId? Doors(string text) => text.Length == 0 ? null : DoorId.Parse(text);
}

/// <summary>Why an agent could not do what it was asked.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Code">One of <see cref="AgentRefusals"/>; at most 64 lower-case letters and underscores.</param>
public sealed record AgentRefusal(byte[] Id, string Code)
{
    private const int CodeMax = 64;

    public byte[] Encode() => new CanonicalWriter().Fixed(Id).Text(Code).ToArray();

    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out AgentRefusal? refusal)
    {
        refusal = null;
        try
        {
            CanonicalReader reader = new(payload);
            AgentRefusal read = new(reader.Fixed(EnvelopeContent.MarkLength), reader.Text());
            reader.End();
            if (read.Code.Length is 0 or > CodeMax || !read.Code.All(c => char.IsAsciiLetterLower(c) || c == '_')) { return false; }
            refusal = read;
            return true;
        }
        catch (FormatException) { return false; }
    }
}

/// <summary>The codes of <see cref="AgentRefusal"/>.</summary>
public static class AgentRefusals
{
    /// <summary>Its settings name no camera at that door.</summary>
    public const string NoCamera = "no_camera";

    /// <summary>The camera cannot be opened, or ended.</summary>
    public const string CameraOff = "camera_off";

    /// <summary>The camera is open and gives no picture.</summary>
    public const string CameraSilent = "camera_silent";

    /// <summary>The key list names no evidence key: nobody could look at the picture.</summary>
    public const string NoEvidenceKey = "no_evidence_key";

    /// <summary>The gateway did not take the picture.</summary>
    public const string NotHandedOver = "not_handed_over";

    /// <summary>Another is being taken at that door.</summary>
    public const string Busy = "snapshot_under_way";
}
