using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>Whom an alert is told to, and who may be given one. Quick, from memory.</summary>
internal interface IDuty
{
    /// <summary>Ids of those who are told at once.</summary>
    IReadOnlyList<string> First(AlertSubject about);

    /// <summary>Ids of those who are told besides, when nobody has acknowledged in time.</summary>
    IReadOnlyList<string> Second(AlertSubject about, IReadOnlyList<string> told);

    /// <summary>Whom a silent alert is told to: at least two officers, none of them the person, nor in the same room.</summary>
    /// <param name="told">Those who were told already.</param>
    IReadOnlyList<string> Elsewhere(AlertSubject about, IReadOnlyList<string> told);

    /// <summary>Whether this person may have an alert in hand.</summary>
    bool MayOwn(PersonId person);
}
