using System.Globalization;
using System.Net;
using Secure.Gateway.Decisions;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Finds where a person is or was last seen, from facts alone. What is not known stays unknown.</summary>
public interface IWhereabouts
{
    /// <summary>The place of a session: its workstation and address, and its person's last badge. Also of a session that has just ended.</summary>
    ValueTask<Whereabouts> OfAsync(ISession session, CancellationToken cancellation);

    /// <summary>The place of a person: of the newest live session, if any, and the last badge.</summary>
    ValueTask<Whereabouts> OfAsync(PersonId person, CancellationToken cancellation);
}

/// <summary>Where somebody is, as far as it is known. Each null is shown as 未知 · unknown, and never filled with a guess.</summary>
public sealed record Whereabouts
{
    public static readonly Whereabouts Unknown = new();

    public WorkstationId? Workstation { get; init; }

    /// <summary>Where the site says that the workstation stands.</summary>
    public RoomId? WorkstationRoom { get; init; }

    /// <summary>How the workstation is known: by its certificate, or, weaker, by its address.</summary>
    public WorkstationSource Source { get; init; }

    /// <summary>Network address of the session's sign-in.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The door at which the person's badge was last presented, permitted or not.</summary>
    public DoorId? BadgeDoor { get; init; }

    /// <summary>The room behind that door.</summary>
    public RoomId? BadgeRoom { get; init; }

    public DateTimeOffset? BadgeAt { get; init; }

    /// <summary>The room in which signed door events place the person now; null where they do not, or in doubt.</summary>
    public RoomId? PresentIn { get; init; }

    /// <summary>The same as words of a log entry: a fixed set of names, so that what is unknown is said and not left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details =>
    [
        new("place.workstation", Workstation is null ? UnknownWord : $"{Workstation.Text} ({(Source == WorkstationSource.Certificate ? "certificate" : "address")})"),
        new("place.room", WorkstationRoom?.Text ?? UnknownWord),
        new("place.present_in", PresentIn?.Text ?? UnknownWord),
        new("place.badge", BadgeDoor is null || BadgeAt is not { } at ? UnknownWord : $"{BadgeDoor.Text} ({BadgeRoom?.Text ?? UnknownWord}) {at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}"),
        new("place.address", Address?.ToString() ?? UnknownWord),
    ];

    /// <summary>How the log says it.</summary>
    public const string UnknownWord = "未知 · unknown";
}
