using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>
/// A slice's part in the end of a person's time here. People asks every one of them, commits all their rows together with
/// its own and the record, and then tells each that it is done. A slice that keeps anything of a person implements it.
/// </summary>
public interface IPersonEnding
{
    /// <summary>What of this person the slice takes away, as of now. Changes nothing itself. May refuse the whole leaving by throwing a refusal, as where the last able officer of a role would go.</summary>
    ValueTask<PersonEnd> PrepareAsync(PersonId person, CancellationToken cancellation);

    /// <summary>After the commit: ends at once what lives in memory. The person is inactive already. Quick; does not throw.</summary>
    ValueTask EndedAsync(PersonId person, CancellationToken cancellation);
}

/// <summary>One slice's share of the commit by which a person leaves.</summary>
/// <param name="Rows">To write or delete, with the versions they must have: a change that comes between makes People ask again.</param>
/// <param name="Ended">What ends, as words for the record and the answer, such as <c>account zhang</c>. No personal detail.</param>
public sealed record PersonEnd(IReadOnlyList<RowWrite> Rows, IReadOnlyList<string> Ended)
{
    public static readonly PersonEnd Nothing = new([], []);

    /// <summary>What the person still has in hand and must give back, in the same kind of words.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];
}
