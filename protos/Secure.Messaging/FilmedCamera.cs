using Secure.Vocabulary;

namespace Secure.Messaging;

/// <summary>How a camera does that its agent films with all the time. The values are on the wire.</summary>
public enum CameraStanding : byte
{
    /// <summary>It gives pictures.</summary>
    Films = 1,

    /// <summary>It went away or could not be opened, and has given no picture since.</summary>
    Gone = 2,

    /// <summary>It is there and gives no pictures.</summary>
    Silent = 3,
}

/// <summary>A camera that its agent films with all the time; one that is opened only for a picture is not known between two.</summary>
/// <param name="Silent">Since its last picture or, where there was none, the agent's start; 0 to <see cref="SilentMax"/>.</param>
public sealed record FilmedCamera(DoorId Door, CameraStanding Standing, TimeSpan Silent)
{
    /// <summary>More is told as this.</summary>
    public static readonly TimeSpan SilentMax = TimeSpan.FromDays(3650);
}
