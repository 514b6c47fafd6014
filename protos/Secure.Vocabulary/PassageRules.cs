namespace Secure.Vocabulary;

/// <summary>What an area knows of a person's place.</summary>
public enum AreaPlace
{
    /// <summary>Nobody can say: no rule that stands on a place holds it against the person.</summary>
    Unknown = 1,
    Outside = 2,
    Inside = 3,
}

/// <summary>What a rule of passing makes of somebody.</summary>
public enum PassageVerdict
{
    Free = 1,
    /// <summary>May pass, and it is told.</summary>
    Told = 2,
    Refused = 3,
}

/// <summary>
/// The rules of passing that stand on who passed before. Pure, so that the gateway and a controller that works alone come
/// to the same answer.
/// </summary>
public static class PassageRules
{
    /// <summary>Within this the second person of two, or the one who is escorted, follows the first.</summary>
    public static readonly TimeSpan TogetherWithin = TimeSpan.FromSeconds(30);

    /// <summary>Anti-passback for who enters an area.</summary>
    /// <param name="place">Of the person, as the area knows it.</param>
    /// <param name="sinceEntry">Time since the last entry into it; null: none known.</param>
    public static PassageVerdict Enter(AntiPassback rule, TimeSpan window, AreaPlace place, TimeSpan? sinceEntry) => rule switch
    {
        AntiPassback.Timed => sinceEntry is { } since && since < window ? PassageVerdict.Refused : PassageVerdict.Free,
        AntiPassback.Soft => place == AreaPlace.Inside ? PassageVerdict.Told : PassageVerdict.Free,
        AntiPassback.Hard => place == AreaPlace.Inside ? PassageVerdict.Refused : PassageVerdict.Free,
        AntiPassback.None => PassageVerdict.Free,
    };

    /// <summary>Anti-passback for who leaves an area that knows them to be outside. Only a door with an emergency release may refuse it.</summary>
    public static PassageVerdict Leave(AntiPassback rule, AreaPlace place, bool hasEmergencyRelease) => rule switch
    {
        AntiPassback.Hard when place == AreaPlace.Outside => hasEmergencyRelease ? PassageVerdict.Refused : PassageVerdict.Told,
        AntiPassback.Soft when place == AreaPlace.Outside => PassageVerdict.Told,
        AntiPassback.None or AntiPassback.Timed or AntiPassback.Hard or AntiPassback.Soft => PassageVerdict.Free,
    };

    /// <summary>Two-person rule: whether one alone may go in. Whoever is inside already is the other one.</summary>
    /// <param name="othersInside">Persons known to be inside, without the one who asks.</param>
    public static bool MayEnterAlone(int othersInside) => othersInside > 0;

    /// <summary>Two-person rule: whether one alone may go out: not where just one other would stay behind.</summary>
    public static bool MayLeaveAlone(int othersInside) => othersInside != 1;
}

/// <summary>
/// Who presented at each door a moment ago and may pass in company: the first of two. Only the newest counts, and it counts
/// once. Times are monotonic.
/// </summary>
/// <typeparam name="TPerson">By what persons are known: to the gateway by their ids, to a controller by their badges.</typeparam>
/// <param name="areSame">Whether two of them are one person.</param>
public sealed class CompanionBook<TPerson>(Func<TPerson, TPerson, bool> areSame) where TPerson : class
{
    private readonly Dictionary<(DoorId Door, bool Leaving), (TPerson Person, TimeSpan At)> _waiting = [];

    /// <summary>Takes the other person who presented at this door a moment ago; null, and the asker waits, where there is none.</summary>
    public TPerson? Join(DoorId door, bool leaving, TPerson person, TimeSpan now)
    {
        if (_waiting.TryGetValue((door, leaving), out (TPerson Person, TimeSpan At) first) && !areSame(first.Person, person) && now - first.At <= PassageRules.TogetherWithin)
        {
            _waiting.Remove((door, leaving));
            return first.Person;
        }
        _waiting[(door, leaving)] = (person, now);
        return null;
    }

    /// <summary>The person waits nowhere any more.</summary>
    public void Forget(TPerson person)
    {
        foreach ((DoorId, bool) place in _waiting.Where(w => areSame(w.Value.Person, person)).Select(w => w.Key).ToList()) { _waiting.Remove(place); }
    }

    public void Clear() => _waiting.Clear();
}
