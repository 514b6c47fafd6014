using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>
/// Keeps pieces of evidence, encrypted before they touch a disk. What is kept here becomes findable, and stays, once an
/// alarm names it (<see cref="Secure.Gateway.Audit.Alarm.Evidence"/>); what no alarm ever names is dropped after a day.
/// </summary>
public interface IEvidence
{
    /// <summary>
    /// Encrypts and stores one item and returns once it is on the disk. Trouble is an answer and never an exception, so
    /// that an alarm is raised with evidence or without: a full disk, a failed one, an item that is empty or too large.
    /// </summary>
    ValueTask<EvidenceKept> KeepAsync(EvidenceItem item, CancellationToken cancellation);
}

/// <summary>One picture.</summary>
/// <param name="MediaType">As <c>image/jpeg</c>: 1 to 64 of lower-case letters, digits, <c>/ . + -</c>.</param>
/// <param name="Content">1 byte to 8 MiB. Not kept in memory after the call.</param>
/// <param name="TakenAt">By the clock of whoever took it.</param>
public sealed record EvidenceItem(string MediaType, ReadOnlyMemory<byte> Content, DateTimeOffset TakenAt)
{
    /// <summary>The content stays out of whatever prints this.</summary>
    public override string ToString() => $"evidence of {Content.Length} bytes";
}

/// <summary>What became of an item. Closed: ask with <see cref="Match"/>.</summary>
public abstract record EvidenceKept
{
    private EvidenceKept() { }

    /// <summary>On the disk. Its row is written with the alarm that names it.</summary>
    /// <param name="Id">SHA-256 of the encrypted file, 64 lower-case hexadecimal digits; also the file's name.</param>
    public sealed record Kept(string Id, RowWrite Row) : EvidenceKept;

    /// <summary>Nothing was kept.</summary>
    /// <param name="Code">Stable: <c>disk_full</c>, <c>disk_failed</c>, <c>bad_item</c>, <c>no_key</c>.</param>
    public sealed record Lost(string Code, Sentence Why) : EvidenceKept;

    /// <summary>The one way to take an answer apart.</summary>
    public T Match<T>(Func<Kept, T> kept, Func<Lost, T> lost) => this switch
    {
        Kept k => kept(k),
        Lost l => lost(l),
        _ => throw new InvalidOperationException("The family is closed."),
    };
}
