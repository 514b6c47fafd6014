using System.Diagnostics.CodeAnalysis;
using Secure.Signatures;

namespace Secure.Messaging;

/// <summary>Something that the agent itself has to say.</summary>
/// <param name="Code">One of <see cref="AgentNotices"/>; stable.</param>
/// <param name="About">The controller or part concerned; may be empty.</param>
/// <param name="Words">For people, English, at most 500 characters; holds no secret.</param>
public sealed record AgentNotice(string Code, string About, string Words)
{
    public byte[] Encode() => new CanonicalWriter().Text(Code).Text(About).Text(Words.Length > 500 ? Words[..500] : Words).ToArray();

    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out AgentNotice? notice)
    {
        notice = null;
        try
        {
            CanonicalReader reader = new(payload);
            AgentNotice read = new(reader.Text(), reader.Text(), reader.Text());
            reader.End();
            notice = read;
            return true;
        }
        catch (FormatException) { return false; }
    }
}

/// <summary>The codes of <see cref="AgentNotice"/>.</summary>
public static class AgentNotices
{
    public const string Started = "agent-started";
    /// <summary>Its quick acknowledgement gives the agent a signed time.</summary>
    public const string ClockUnknown = "clock-unknown";
    public const string ControllerConnected = "controller-connected";
    /// <summary>Alarm.</summary>
    public const string ControllerLost = "controller-lost";
    /// <summary>Alarm: the controller broke the protocol and was disconnected.</summary>
    public const string ControllerMisbehaved = "controller-misbehaved";
    /// <summary>Alarm: a queue has reached 90 % of its limit.</summary>
    public const string OutboxNearlyFull = "outbox-nearly-full";
    /// <summary>Alarm: a queue or its disk is full; records stay in the controllers' journals.</summary>
    public const string OutboxFull = "outbox-full";
    /// <summary>Alarm: a queue on disk could not be read and was put aside; a new chain begins.</summary>
    public const string OutboxDamaged = "outbox-damaged";
    /// <summary>Alarm: a retained message lay on the command topic; it was rejected.</summary>
    public const string RetainedCommand = "retained-command";
    /// <summary>Alarm: a message from the broker was not signed by the gateway, or not for this agent.</summary>
    public const string ForgedMessage = "forged-message";
    /// <summary>Alarm: a checkpoint that is no continuation of the last one was refused.</summary>
    public const string WitnessRefused = "witness-refused";

    /// <summary>What a door's camera saw was encrypted and kept; the words hold its hash.</summary>
    public const string ClipKept = "clip-kept";
    /// <summary>Alarm: a clip could not be kept, or was dropped before the gateway took it.</summary>
    public const string ClipLost = "clip-lost";
    /// <summary>Alarm: the clips that wait for the gateway take 90 % of their room.</summary>
    public const string ClipsNearlyFull = "clips-nearly-full";
    /// <summary>Alarm: a door's camera gives no pictures.</summary>
    public const string CameraLost = "camera-lost";
    public const string CameraBack = "camera-back";

    /// <summary>Whether somebody should look. A code that is not known here counts as one.</summary>
    public static bool IsAlarm(string code) => code is not (Started or ClockUnknown or ControllerConnected or ClipKept or CameraBack);
}
