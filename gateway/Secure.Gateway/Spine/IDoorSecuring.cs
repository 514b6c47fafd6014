using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Secures doors on the site's own account.</summary>
public interface IDoorSecuring
{
    /// <summary>Puts every door into these rooms into lockdown, all at once, and returns what each did, within some seconds.</summary>
    /// <exception cref="Secure.Contracts.RefusedException">A command could not be recorded: that one was not sent.</exception>
    Task<IReadOnlyList<DoorSecured>> SecureAsync(IReadOnlyCollection<RoomId> rooms, string reason, CancellationToken cancellation);
}

/// <param name="Done">The controller's signed word says so.</param>
/// <param name="Reason">Stable code where it was not done.</param>
public sealed record DoorSecured(DoorId Door, bool Done, string Reason);
